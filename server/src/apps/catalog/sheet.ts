import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { FileArgument, fileRef, openFile, StorePath, WrittenFile, writeOnce, writtenFile } from "../files.ts";
import { inThread } from "../thread.ts";
import { defineTool } from "../tool.ts";
import type { SheetReadInput, SheetRows } from "./sheet/read.ts";
import { workbook } from "./sheet/write.ts";

const READER = new URL("./sheet/read.ts", import.meta.url);
const MAX_BYTES = 50 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
const MEMORY_MB = 768;
const MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const Cell = z.union([z.string().max(32_767), z.number(), z.boolean(), z.null()]);

export function sheetApp(services: AppServices): App {
  const read = defineTool({
    name: "sheet.read",
    title: "Read an Excel sheet",
    description:
      "Gives the rows of a sheet of an .xlsx file as objects by the titles of its first row. Numbers and truth values keep their type, dates become ISO text.",
    effect: "read",
    idempotent: true,
    timeoutMs: TIMEOUT_MS + 5_000,
    args: z.strictObject({
      file: FileArgument,
      sheet: z
        .union([z.string().max(31), z.number().int().min(1)])
        .default(1)
        .describe("its name, or its place from 1"),
      header: z.boolean().default(true).describe("false: rows are lists of cells"),
      offset: z.number().int().min(0).default(0).describe("rows to pass over first"),
      limit: z.number().int().min(1).max(10_000).default(1000).describe("most rows that are returned"),
    }),
    result: z.object({
      sheets: z.array(z.string()).describe("names of all sheets"),
      columns: z.array(z.string()),
      rows: z.array(z.union([z.record(z.string(), Cell), z.array(Cell)])),
      more: z.boolean().describe("whether there are rows behind these"),
    }),
    async run({ file, ...args }, call) {
      const bytes = await (await openFile(services, call, file)).bytes(MAX_BYTES);
      const limits = { timeoutMs: TIMEOUT_MS, memoryMb: MEMORY_MB, signal: call.signal };
      return await inThread<SheetReadInput, SheetRows>(READER, { bytes, ...args }, limits);
    },
  });

  const write = defineTool({
    name: "sheet.write",
    title: "Write an Excel file",
    description: "Makes an .xlsx file of rows, with a title row, and puts it into the store.",
    effect: "write",
    idempotent: true,
    timeoutMs: TIMEOUT_MS,
    args: z
      .strictObject({
        file: StorePath.describe('where it goes in the store, such as "reports/may.xlsx"'),
        rows: z.array(z.record(z.string(), z.unknown())).max(100_000).optional().describe("of a single sheet"),
        columns: z.array(z.string().max(255)).min(1).max(1000).optional().describe("which, and in what order"),
        sheets: z
          .array(
            z.strictObject({
              name: z
                .string()
                .min(1)
                .max(31)
                .regex(/^[^[\]:*?/\\]+$/, "a sheet's name holds none of []:*?/\\"),
              rows: z.array(z.record(z.string(), z.unknown())).max(100_000),
              columns: z.array(z.string().max(255)).min(1).max(1000).optional(),
            }),
          )
          .min(1)
          .max(100)
          .optional()
          .describe("several sheets, instead of rows"),
      })
      .refine((args) => (args.rows === undefined) !== (args.sheets === undefined), "give either rows or sheets"),
    result: WrittenFile.extend({ rows: z.number() }),
    async run({ file: path, rows, columns, sheets }, call) {
      const all = sheets ?? [{ name: "Sheet1", rows: rows ?? [], columns }];
      return await writeOnce(services, call, "sheet.write", async () => ({
        file: { path, content: await workbook(all), mediaType: MEDIA_TYPE },
        result: (row) => ({
          ...writtenFile(row),
          file: fileRef(row),
          rows: all.reduce((sum, each) => sum + each.rows.length, 0),
        }),
      }));
    },
  });

  return { tools: [read, write] };
}
