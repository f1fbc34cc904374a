import readXlsxFile from "read-excel-file/node";
import { messageOf } from "../../../errors.ts";
import { ToolError } from "../../tool.ts";

export interface SheetReadInput {
  bytes: Uint8Array;
  /** its name, or its place from 1 */
  sheet: string | number;
  header: boolean;
  offset: number;
  limit: number;
}

type Cell = string | number | boolean | null;

export interface SheetRows {
  sheets: string[];
  columns: string[];
  rows: (Record<string, Cell> | Cell[])[];
  more: boolean;
}

export async function work({ bytes, sheet: wanted, header, offset, limit }: SheetReadInput): Promise<SheetRows> {
  const sheets = await readXlsxFile(Buffer.from(bytes)).catch((cause: unknown) => {
    throw new ToolError("sheet_unreadable", `This file is no .xlsx that can be read: ${messageOf(cause)}`, { cause });
  });
  const names = sheets.map(({ sheet }) => sheet);
  const found = sheets.find(({ sheet }, index) =>
    typeof wanted === "number" ? index + 1 === wanted : sheet === wanted,
  );
  if (!found) {
    throw new ToolError(
      "sheet_unknown",
      `There is no sheet ${JSON.stringify(wanted)}; there are ${names.map((name) => `"${name}"`).join(", ")}.`,
    );
  }
  const [titles = [], ...below] = found.data as unknown[][];
  const columns = header ? columnNames(titles) : [];
  const all = header ? below : (found.data as unknown[][]);
  const rows = all.slice(offset, offset + limit).map((row) => {
    const cells = row.map(cellOf);
    return header ? Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null])) : cells;
  });
  return { sheets: names, columns, rows, more: all.length > offset + limit };
}

/** A column without a title, or with one that another has, is called by its letter or numbered. */
function columnNames(titles: unknown[]): string[] {
  const taken = new Set<string>();
  return titles.map((title, index) => {
    const base = title === null || title === "" ? letterOf(index) : String(cellOf(title)).trim() || letterOf(index);
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base} ${n}`;
    taken.add(name);
    return name;
  });
}

function letterOf(index: number): string {
  return (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : "") + String.fromCharCode(65 + (index % 26));
}

/** A day without a time is that day alone. */
function cellOf(value: unknown): Cell {
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, "");
  return value as Cell;
}
