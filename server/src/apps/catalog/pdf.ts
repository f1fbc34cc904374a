import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { FileArgument, openFile } from "../files.ts";
import { inThread } from "../thread.ts";
import { defineTool } from "../tool.ts";
import type { PdfInput, PdfText } from "./pdf/text.ts";

const READER = new URL("./pdf/text.ts", import.meta.url);
const MAX_BYTES = 50 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
const MEMORY_MB = 512;

export function pdfApp(services: AppServices): App {
  const text = defineTool({
    name: "pdf.text",
    title: "Read a PDF's text",
    description: "Gives the text of a PDF page by page. A scanned page has none: `empty` names such pages.",
    effect: "read",
    idempotent: true,
    timeoutMs: TIMEOUT_MS + 5_000,
    args: z.strictObject({
      file: FileArgument,
      first: z.number().int().min(1).default(1).describe("the first page that is read"),
      last: z.number().int().min(1).optional().describe("the last one; at most 500 pages are read"),
    }),
    result: z.object({
      pages: z.number().describe("how many the document has"),
      text: z.array(z.string()).describe("of each page that was read"),
      empty: z.array(z.number()).describe("pages without any text"),
      title: z.string().nullable(),
      author: z.string().nullable(),
    }),
    async run({ file, first, last }, call) {
      const bytes = await (await openFile(services, call, file)).bytes(MAX_BYTES);
      const limits = { timeoutMs: TIMEOUT_MS, memoryMb: MEMORY_MB, signal: call.signal };
      return await inThread<PdfInput, PdfText>(READER, { bytes, first, last: last ?? first + MOST_PAGES - 1 }, limits);
    },
  });
  return { tools: [text] };
}

const MOST_PAGES = 500;
