import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { FileArgument, openFile } from "../files.ts";
import { defineTool, ToolError } from "../tool.ts";
import { readXml } from "./xml/read.ts";

const MAX_BYTES = 20 * 1024 * 1024;

export function xmlApp(services: AppServices): App {
  const parse = defineTool({
    name: "xml.parse",
    title: "Read XML",
    description:
      'Gives an XML file as data: steps.read.Invoice.LegalMonetaryTotal.PayableAmount is that element\'s text, `PayableAmount@currencyID` beside it its attribute, "@id" inside an element with elements the attribute of that element. Namespace prefixes are left out; repeated elements are lists.',
    effect: "read",
    idempotent: true,
    args: z
      .strictObject({
        file: FileArgument.optional(),
        text: z.string().max(MAX_BYTES).optional().describe("the XML itself, instead of a file"),
        lists: z
          .array(z.string())
          .max(200)
          .default([])
          .describe("elements that are lists even when there is only one, such as InvoiceLine"),
      })
      .refine((args) => (args.file === undefined) !== (args.text === undefined), "give either file or text"),
    result: z.record(z.string(), z.unknown()),
    async run({ file, text, lists }, call) {
      const source =
        file === undefined ? (text ?? "") : decodeXml(await (await openFile(services, call, file)).bytes(MAX_BYTES));
      return await readXml(source, { lists, signal: call.signal });
    },
  });
  return { tools: [parse] };
}

/** By byte order mark, else by the XML declaration, else UTF-8. */
function decodeXml(bytes: Buffer): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ToolError(
      "xml_encoding",
      `The file is not ${encoding} text, as it says or by default. Save it as UTF-8.`,
      { cause },
    );
  }
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(
    bytes.subarray(0, 200).toString("latin1"),
  )?.[1];
  // a mark-less file whose declaration could be read byte by byte cannot be UTF-16
  return declared === undefined || /^utf-?16/i.test(declared) ? "utf-8" : declared;
}
