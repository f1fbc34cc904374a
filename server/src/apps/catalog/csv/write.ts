import { z } from "zod";
import type { OpenFile } from "../../../files/store.ts";
import type { AppServices } from "../../app.ts";
import { once } from "../../effects.ts";
import { StorePath, WrittenFile, writeFile, writeOnce, writtenFile } from "../../files.ts";
import { defineTool, type Tool, ToolError } from "../../tool.ts";
import { csvLines, RowCounter } from "./lines.ts";
import { delimiterOf, encodingOf, readTable } from "./table.ts";

const RowArg = z
  .record(z.string().min(1).max(500), z.unknown())
  .describe("values by column; lists and objects are written as JSON");
type RowArg = z.infer<typeof RowArg>;
const Delimiter = z.string().length(1).describe("what separates values");
const Written = WrittenFile.extend({ rows: z.number().describe("rows written by this call") });

export function writeTool(services: AppServices): Tool {
  return defineTool({
    name: "csv.write",
    title: "Write a table",
    description: "Writes rows as a CSV file into the store, replacing what was there.",
    effect: "write",
    idempotent: true,
    args: z.strictObject({
      file: StorePath,
      rows: z.array(RowArg).max(100_000),
      columns: z
        .array(z.string())
        .min(1)
        .max(10_000)
        .optional()
        .describe("which columns, in which order; absent: all that occur"),
      delimiter: Delimiter.default(","),
    }),
    result: Written,
    async run({ file: path, rows, columns, delimiter }, call) {
      return await writeOnce(services, call, "csv.write", async () => {
        const header = columns ?? columnsOf(rows);
        const content = csvLines([header, ...rows.map((row) => valuesOf(row, header))], delimiter);
        return { file: { path, content }, result: (row) => ({ ...writtenFile(row), rows: rows.length }) };
      });
    },
  });
}

export function appendTool(services: AppServices): Tool {
  return defineTool({
    name: "csv.append",
    title: "Add rows to a table",
    description:
      "Adds rows to a CSV file in the store, which is made if it is not there. Columns go by the file's header. Many tasks may append to one file at once.",
    effect: "write",
    idempotent: true,
    args: z
      .strictObject({
        file: StorePath,
        row: RowArg.optional(),
        rows: z.array(RowArg).min(1).max(100_000).optional(),
      })
      .refine((args) => (args.row === undefined) !== (args.rows === undefined), "give either row or rows"),
    result: Written.extend({ total: z.number().describe("rows in the file now") }),
    async run({ file: path, row, rows = row ? [row] : [] }, call) {
      const { database, files } = services;
      return await once(database.db, call, "csv.append", async (tx) => {
        // from reading the file to replacing it nobody else may append
        await files.lockPath(tx, call.workspaceId, path);
        const existing = await files.find(tx, call.workspaceId, { path });
        const counter = new RowCounter();
        const content =
          existing && existing.bytes > 0
            ? extended(await files.open(tx, existing), rows, counter)
            : csvLines([columnsOf(rows), ...rows.map((each) => valuesOf(each, columnsOf(rows)))]);
        const written = await writeFile(services, tx, call, {
          path,
          content,
          untrusted: existing?.untrusted ?? false,
        });
        const total = existing && existing.bytes > 0 ? counter.total - 1 + rows.length : rows.length;
        return { ...writtenFile(written), rows: rows.length, total };
      });
    },
  });
}

async function* extended(file: OpenFile, rows: RowArg[], counter: RowCounter): AsyncGenerator<Uint8Array> {
  const head = Buffer.concat(await file.stream({ start: 0, end: 64 * 1024 - 1 }).toArray());
  if (encodingOf(head) !== "utf-8") {
    throw new ToolError(
      "csv_encoding",
      "Rows can only be added to a UTF-8 file. Save this one as UTF-8 first, for example with csv.clean.",
    );
  }
  const { columns } = await readTable(file);
  const unknown = columnsOf(rows).filter((column) => !columns.includes(column));
  if (unknown.length > 0) {
    throw new ToolError(
      "csv_columns",
      `The file has no column ${unknown.map((name) => `"${name}"`).join(", ")}. It has: ${columns.join(", ")}.`,
      {
        details: { unknown, columns },
      },
    );
  }
  for await (const chunk of file.stream()) {
    counter.add(chunk);
    yield chunk;
  }
  if (counter.insideQuotes)
    throw new ToolError(
      "csv_malformed",
      'Nothing can be added: the file ends inside a quoted value. Close its quote (") first.',
    );
  const lines = csvLines(
    rows.map((row) => valuesOf(row, columns)),
    delimiterOf(head.toString("utf8").replace(/^\ufeff/, "")),
  );
  yield Buffer.from((counter.missingNewline ? "\n" : "") + lines);
}

function columnsOf(rows: RowArg[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function valuesOf(row: RowArg, columns: string[]): unknown[] {
  return columns.map((column) => (Object.hasOwn(row, column) ? row[column] : null));
}
