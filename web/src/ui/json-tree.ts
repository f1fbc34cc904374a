/** One line of a JSON value as it is shown. */
export interface JsonRow {
  /** JSON pointer of the value */
  pointer: string;
  depth: number;
  key: string | null;
  value: unknown;
  kind: "object" | "list" | "string" | "number" | "boolean" | "null" | "more";
  /** members of an object or list */
  size: number;
  open: boolean;
}

/** Members shown of one object or list before the reader asks for more. */
export const MEMBERS_AT_ONCE = 100;

/** Objects and lists that are open at first: the outer two levels, as long as they stay short. */
export function openAtFirst(pointer: string, size: number): boolean {
  return pointer.split("/").length - 1 < 2 && size <= 50;
}

/**
 * The lines to draw. Only open branches are walked, so that 10 MB of JSON cost what is visible;
 * `isOpen` and `limitOf` (members shown) are asked by pointer.
 */
export function jsonRows(
  value: unknown,
  isOpen: (pointer: string, size: number) => boolean = openAtFirst,
  limitOf: (pointer: string) => number = () => MEMBERS_AT_ONCE,
): JsonRow[] {
  const rows: JsonRow[] = [];
  visit(value, "", null, 0);
  return rows;

  function visit(current: unknown, pointer: string, key: string | null, depth: number): void {
    const kind = kindOf(current);
    if (kind !== "object" && kind !== "list") {
      rows.push({ pointer, depth, key, value: current, kind, size: 0, open: false });
      return;
    }
    const container = current as Record<string, unknown> | unknown[];
    const keys = Array.isArray(container) ? null : Object.keys(container);
    const size = keys ? keys.length : (container as unknown[]).length;
    const open = size > 0 && isOpen(pointer, size);
    rows.push({ pointer, depth, key, value: current, kind, size, open });
    if (!open) return;
    const shown = Math.min(size, limitOf(pointer));
    for (let index = 0; index < shown; index++) {
      const name = keys ? keys[index]! : String(index);
      visit(
        (container as Record<string, unknown>)[name],
        `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
        name,
        depth + 1,
      );
    }
    if (shown < size)
      rows.push({ pointer, depth: depth + 1, key: null, value: null, kind: "more", size: size - shown, open: false });
  }
}

export function kindOf(value: unknown): Exclude<JsonRow["kind"], "more"> {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "list";
  const type = typeof value;
  return type === "object" || type === "string" || type === "number" || type === "boolean" ? type : "string";
}

/** A closed object or list in a few words: {id, name, …} or [3]. */
export function preview(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${value.length}]`;
  const keys = Object.keys(value as object);
  if (keys.length === 0) return "{}";
  return `{${keys.slice(0, 4).join(", ")}${keys.length > 4 ? ", …" : ""}}`;
}
