/** What was chosen last on this device, newest first: enough to show it and to go there again. */
export type Recent =
  | { kind: "task"; id: number; label: string }
  | { kind: "definition"; id: number; label: string }
  | { kind: "command"; id: string };

const PLACE = "taskwright.recent";
const KEPT = 6;

export function readRecent(): Recent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isRecent) : [];
  } catch {
    return [];
  }
}

export function remember(chosen: Recent): void {
  const others = readRecent().filter((one) => one.kind !== chosen.kind || one.id !== chosen.id);
  try {
    localStorage.setItem(PLACE, JSON.stringify([chosen, ...others].slice(0, KEPT)));
  } catch {
    // no room, or storage is closed to us: nothing is remembered
  }
}

function isRecent(value: unknown): value is Recent {
  if (typeof value !== "object" || value === null) return false;
  const { kind, id, label } = value as Record<string, unknown>;
  if (kind === "command") return typeof id === "string";
  return (kind === "task" || kind === "definition") && typeof id === "number" && typeof label === "string";
}
