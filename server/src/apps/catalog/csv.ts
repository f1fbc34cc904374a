import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { openFile } from "../files.ts";
import { defineTool, ToolError } from "../tool.ts";
import { appendTool, writeTool } from "./csv/write.ts";
import { cleanTool } from "./csv/clean-tool.ts";
import { CleanArgs, cleanTable, CleanReport } from "./csv/clean.ts";
import { tableStats, TableStats } from "./csv/stats.ts";
import { readTable, requireColumns, rowObject, TableArgs, tableOptions } from "./csv/table.ts";

/** A step's result is kept and read with its task, so what is returned of a large table is a part. */
const MAX_ROWS = 10_000;
const MAX_CHARACTERS = 5_000_000;
const LONG_MS = 10 * 60_000;

export function csvApp(services: AppServices): App {
  const read = defineTool({
    name: "csv.read",
    title: "Read a table",
    description:
      "Gives the rows of a CSV file as objects by column. Values are text. The separator, UTF-16 and byte order marks are recognised.",
    effect: "read",
    idempotent: true,
    timeoutMs: LONG_MS,
    args: TableArgs.extend({
      limit: z.number().int().min(1).max(MAX_ROWS).default(1000).describe("most rows that are returned"),
      offset: z.number().int().min(0).default(0).describe("rows to pass over first"),
      only: z.array(z.string()).min(1).max(1000).optional().describe("only these columns"),
    }),
    result: z.object({
      columns: z.array(z.string()),
      rows: z.array(z.record(z.string(), z.string())),
      more: z.boolean().describe("whether there are rows behind these"),
    }),
    async run({ limit, offset, only, ...args }, call) {
      const table = await readTable(await openFile(services, call, args.file), tableOptions(args, call));
      requireColumns(table, only ?? []);
      const rows: Record<string, string>[] = [];
      let passed = 0;
      let characters = 0;
      // one more than asked for tells whether there are more
      reading: for await (const batch of table.batches()) {
        for (const { line, values } of batch) {
          if (values.length !== table.columns.length) throw irregular(line, values.length, table.columns.length);
          if (passed++ < offset) continue;
          characters += values.reduce((sum, value) => sum + value.length, 0);
          if (rows.length < limit && characters > MAX_CHARACTERS) throw tooMuch();
          const row = rowObject(table.columns, values);
          rows.push(only ? Object.fromEntries(only.map((column) => [column, row[column]!])) : row);
          if (rows.length > limit) break reading;
        }
      }
      const more = rows.length > limit;
      if (more) rows.pop();
      return { columns: only ?? table.columns, rows, more };
    },
  });

  const stats = defineTool({
    name: "csv.stats",
    title: "Describe a table",
    description:
      "Counts the rows of a CSV file and says of each column how many are filled, how many differ, the most frequent values, and sums of numbers.",
    effect: "read",
    idempotent: true,
    timeoutMs: LONG_MS,
    args: TableArgs,
    result: TableStats,
    async run(args, call) {
      return await tableStats(await readTable(await openFile(services, call, args.file), tableOptions(args, call)));
    },
  });

  const check = defineTool({
    name: "csv.check",
    title: "Check a table",
    description: "Counts what csv.clean with the same arguments would do, and changes nothing.",
    effect: "read",
    idempotent: true,
    timeoutMs: LONG_MS,
    args: TableArgs.extend(CleanArgs.shape),
    result: CleanReport,
    async run(args, call) {
      return await cleanTable(
        await readTable(await openFile(services, call, args.file), tableOptions(args, call)),
        args,
      );
    },
  });

  return { tools: [read, stats, check, cleanTool(services), appendTool(services), writeTool(services)] };
}

function tooMuch(): ToolError {
  return new ToolError(
    "too_large",
    `These rows are more than ${MAX_CHARACTERS} characters together. Ask for fewer rows with limit, or only some columns with only.`,
  );
}

function irregular(line: number, found: number, expected: number): ToolError {
  return new ToolError(
    "csv_columns",
    `The row in line ${line} has ${found} values, the header has ${expected}. Correct it, or use csv.clean, which sets such rows apart.`,
    { details: { line, found, expected } },
  );
}
