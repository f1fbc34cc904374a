import { AppError } from "../errors.ts";

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/**
 * A page from one row more than fits on it: that row says whether there is another page, and the
 * last row that fits says where it begins.
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  position: (row: Row) => unknown,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? writeCursor(position(shown.at(-1)!)) : null;
  return { items: shown.map(toItem), nextCursor };
}

/** Opaque to clients, so that what lists are ordered by can change. */
export function writeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

export function readCursor<T>(cursor: string | undefined, is: (value: unknown) => value is T): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (is(value)) return value;
  } catch {
    // not one of ours: said below
  }
  throw new AppError("invalid", "This cursor is not one that a list gave out. Begin again without it.");
}

export function isId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}
