/** One statement, the same for every kind of database. */
export interface SqlQuestion {
  sql: string;
  parameters: (string | number | boolean | null)[];
  timeoutMs: number;
  /** one more row than this is answered when there is one */
  limit: number;
  /** may it change anything */
  write: boolean;
}

export interface SqlAnswer {
  columns: string[];
  rows: Record<string, unknown>[];
  changed: number;
}

const MOST_CHARACTERS = 8_000_000;

/** Values as JSON has them: moments as text, bytes as base64, large whole numbers as text. */
export function jsonRow(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonValue(value)]));
}

function jsonValue(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return value ?? null;
}

/** A step's result is kept and read with its task. */
export function isTooMuch(rows: Record<string, unknown>[]): boolean {
  let characters = 0;
  for (const row of rows) {
    characters += JSON.stringify(row).length;
    if (characters > MOST_CHARACTERS) return true;
  }
  return false;
}
