import { type CsvError, parse } from "csv-parse";
import type { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { OpenFile } from "../../../files/store.ts";
import { z } from "zod";
import { FileArgument } from "../../files.ts";
import { type ToolCall, ToolError } from "../../tool.ts";

export interface TableOptions {
  /** absent: found in the first lines */
  delimiter?: string;
  /** absent: UTF-8, or UTF-16 where a byte order mark says so */
  encoding?: string;
  /** names for the columns of a file whose first line is a row already */
  columns?: string[];
  signal?: AbortSignal;
}

/** How every tool that reads a table is told which and how. */
export const TableArgs = z.strictObject({
  file: FileArgument,
  delimiter: z.string().length(1).optional().describe("what separates values; absent: found out among , ; tab and |"),
  encoding: z
    .enum(["utf-8", "windows-1252", "iso-8859-1", "utf-16le", "utf-16be"])
    .optional()
    .describe("absent: UTF-8, or UTF-16 where the file says so"),
  header: z
    .union([z.literal(true), z.array(z.string()).min(1).max(10_000)])
    .default(true)
    .describe("true: the first line names the columns; or their names, when the first line is a row"),
});

export function tableOptions(args: z.infer<typeof TableArgs>, call: ToolCall): TableOptions {
  const columns = args.header === true ? undefined : args.header;
  return { delimiter: args.delimiter, encoding: args.encoding, columns, signal: call.signal };
}

export interface Table {
  columns: string[];
  delimiter: string;
  encoding: string;
  /** all rows, from the file's beginning; in memory are only those that have just been read */
  batches(): AsyncGenerator<Row[]>;
}

export interface Row {
  /** where it ends in the file, counted from 1 */
  line: number;
  values: string[];
}

const HEAD_BYTES = 64 * 1024;
/** One row. An unclosed quote makes everything behind it one value; this is where that is noticed. */
const MAX_ROW_CHARACTERS = 1_000_000;

export async function readTable(file: OpenFile, options: TableOptions = {}): Promise<Table> {
  const head = Buffer.concat(await file.stream({ start: 0, end: HEAD_BYTES - 1 }).toArray());
  const encoding = options.encoding ?? encodingOf(head);
  const delimiter = options.delimiter ?? delimiterOf(new TextDecoder(encoding).decode(head));
  const open = () => readBatches(file, { delimiter, encoding, signal: options.signal });
  const columns = options.columns ?? columnNames(await firstValues(open()));
  return {
    columns,
    delimiter,
    encoding,
    async *batches() {
      let isFirst = options.columns === undefined;
      for await (const batch of open()) {
        yield isFirst ? batch.slice(1) : batch;
        isFirst = false;
      }
    },
  };
}

async function firstValues(batches: AsyncGenerator<Row[]>): Promise<string[]> {
  for await (const [first] of batches) return first?.values ?? [];
  return [];
}

/** The rows of each piece of the file together: handed over one by one, a million of them take twice the time. */
async function* readBatches(
  file: OpenFile,
  { delimiter, encoding, signal }: { delimiter: string; encoding: string; signal?: AbortSignal },
): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  let parsedLines = 0;
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_CHARACTERS,
    on_record: (values: string[], { lines }) => {
      parsedLines = lines;
      batch.push({ line: lines, values });
      return null;
    },
  });
  // Nothing is read from it, but only a stream that flows comes to its end.
  parser.resume();
  const taken = () => [batch, (batch = [])][0]!;
  try {
    for await (const piece of utf8Pieces(file.stream(), encoding)) {
      signal?.throwIfAborted();
      await write(parser, piece);
      if (batch.length > 0) yield taken();
    }
    const ended = finished(parser);
    parser.end();
    await ended;
    if (batch.length > 0) yield taken();
  } catch (error) {
    throw isCsvError(error) ? malformed(error, parsedLines + 1) : error;
  } finally {
    parser.destroy();
  }
}

async function write(parser: Writable, piece: Uint8Array | string): Promise<void> {
  const failed = Promise.withResolvers<void>();
  parser.once("error", failed.reject);
  parser.write(piece, (error) => (error ? failed.reject(error) : failed.resolve()));
  await failed.promise;
  parser.off("error", failed.reject);
}

/** UTF-8 is looked at and passed on as it is; the parser works on its bytes. */
async function* utf8Pieces(stream: Readable, encoding: string): AsyncGenerator<Uint8Array | string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const isUtf8 = decoder.encoding === "utf-8";
  try {
    for await (const chunk of stream) {
      const text = decoder.decode(chunk, { stream: true });
      yield isUtf8 ? chunk : text;
    }
    yield decoder.decode();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_ENCODING_INVALID_ENCODED_DATA") throw cause;
    throw new ToolError(
      "csv_encoding",
      `The file is not ${encoding} text. Files from older spreadsheets often are windows-1252: say encoding: windows-1252.`,
      { cause },
    );
  }
}

function malformed(error: CsvError, line: number): ToolError {
  const what = PROBLEMS[error.code] ?? `it cannot be read as a row (${error.message})`;
  return new ToolError("csv_malformed", `The row that begins in line ${line}: ${what}.`, {
    details: { line },
    cause: error,
  });
}

const PROBLEMS: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote (") is opened and never closed',
  CSV_MAX_RECORD_SIZE: 'it is longer than a million characters; a quote (") is probably opened and never closed',
  CSV_INVALID_CLOSING_QUOTE:
    'after a closing quote (") comes neither a separator nor the end of the line; a quote inside a quoted value is written twice ("")',
  INVALID_OPENING_QUOTE:
    'a quote (") stands in the middle of a value that is not quoted; quote the whole value and write the quote twice ("")',
};

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && error.constructor.name === "CsvError";
}

export function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : "utf-8";
}

/** The separator that the first line has most of, outside quotes. */
export function delimiterOf(head: string): string {
  const line = /^(?:"(?:[^"]|"")*"|[^"\n\r])*/.exec(head.replace(/^[\r\n]+/, ""))?.[0] ?? "";
  const bare = line.replace(/"(?:[^"]|"")*"/g, "");
  const counts = [",", ";", "\t", "|"].map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).delimiter;
}

/** Every column gets a name of its own: what has none is called by its place, a second "name" is "name_2". */
function columnNames(header: string[]): string[] {
  const names = new Set<string>();
  for (const [index, title] of header.entries()) {
    const base = title.trim() || `column_${index + 1}`;
    let name = base;
    for (let n = 2; names.has(name); n++) name = `${base}_${n}`;
    names.add(name);
  }
  return [...names];
}

/** Own properties only, whatever the header says. */
export function rowObject(columns: string[], values: string[]): Record<string, string> {
  return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ""]));
}

export function requireColumns(table: Pick<Table, "columns">, wanted: Iterable<string>): void {
  const missing = [...new Set(wanted)].filter((column) => !table.columns.includes(column));
  if (missing.length === 0) return;
  throw new ToolError(
    "csv_columns",
    `The file has no column ${missing.map((name) => `"${name}"`).join(", ")}. It has: ${table.columns.join(", ")}.`,
    {
      details: { missing, columns: table.columns },
    },
  );
}
