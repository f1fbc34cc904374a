import type { SheetData } from "write-excel-file/node";

interface Sheet {
  name: string;
  rows: Record<string, unknown>[];
  columns?: string[] | undefined;
}

/** An .xlsx of these sheets. Text stays text, whatever it begins with: nothing becomes a formula. */
export async function workbook(sheets: Sheet[]): Promise<Buffer> {
  const { default: writeXlsxFile } = await import("write-excel-file/node");
  return await writeXlsxFile(
    sheets.map(({ name, rows, columns }) => ({
      sheet: name,
      data: dataOf(rows, columns ?? columnsOf(rows)),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
}

function dataOf(rows: Record<string, unknown>[], columns: string[]): SheetData {
  const head = columns.map((value) => ({ value, type: String, fontWeight: "bold" as const }));
  return [head, ...rows.map((row) => columns.map((column) => cellOf(row[column])))];
}

/** Those of the first rows, in the order in which they come. */
function columnsOf(rows: Record<string, unknown>[]): string[] {
  return [...new Set(rows.slice(0, 1000).flatMap((row) => Object.keys(row)))];
}

function cellOf(value: unknown) {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return { value, type: Number };
  if (typeof value === "boolean") return { value, type: Boolean };
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return { value: text.slice(0, LONGEST_CELL), type: String };
}

/** Excel holds no more in a cell. */
const LONGEST_CELL = 32_767;
