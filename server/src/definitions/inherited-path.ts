import type { Path } from "./places.ts";

/** The definition that a part of an effective document comes from; null: it is written here. */
export function isInherited(path: Path, inherited: Record<string, string>): string | null {
  const [first, second] = path;
  return inherited[`${first}.${second}`] ?? inherited[`${first}`] ?? null;
}
