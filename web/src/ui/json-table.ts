/** More than these are JSON again: a decision is not taken on a spreadsheet. */
const MOST = { rows: 30, columns: 6, cell: 200 };

/** A list of alike, flat objects as columns and rows; null where it is anything else. */
export function tableOf(value: unknown): { columns: string[]; rows: unknown[][] } | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST.rows || !value.every(isFlat)) return null;
  const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0 || columns.length > MOST.columns) return null;
  return {
    columns,
    rows: value.map((row) => columns.map((column) => (Object.hasOwn(row, column) ? row[column] : null))),
  };
}

function isFlat(row: unknown): row is Record<string, unknown> {
  if (row === null || typeof row !== "object" || Array.isArray(row)) return false;
  return Object.values(row).every(
    (cell) => cell === null || (typeof cell !== "object" && String(cell).length <= MOST.cell),
  );
}
