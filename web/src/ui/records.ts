const MOST_COLUMNS = 20;
/** A list is judged by its beginning. */
const LOOKED_AT = 100;

export interface Records {
  columns: string[];
  rows: Record<string, unknown>[];
}

/** A list of alike objects, as a table shows it; null for anything else. A member that is no scalar is JSON in its cell. */
export function recordsOf(value: unknown): Records | null {
  if (!Array.isArray(value) || value.length < 2) return null;
  const looked = value.slice(0, LOOKED_AT);
  if (!looked.every((row) => typeof row === "object" && row !== null && !Array.isArray(row))) return null;
  const columns = [...new Set((looked as object[]).flatMap((row) => Object.keys(row)))];
  if (columns.length === 0 || columns.length > MOST_COLUMNS) return null;
  const filled = (looked as object[]).reduce((count, row) => count + Object.keys(row).length, 0);
  // rows that share less than half of their columns are no table
  if (filled < (columns.length * looked.length) / 2) return null;
  return { columns, rows: value as Record<string, unknown>[] };
}

const CELL_CHARS = 200;

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const words = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return words.length > CELL_CHARS ? `${words.slice(0, CELL_CHARS)}…` : words;
}
