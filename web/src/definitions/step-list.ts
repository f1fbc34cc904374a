import { isPlainObject } from "./yaml/render.ts";
import type { Path } from "./yaml/entries.ts";

export const STEP_KINDS = ["use", "agent", "ask", "set", "wait", "task", "each", "steps", "parallel"] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** `each` has `steps` too, and an `agent` key is only of its own kind. */
export function kindOf(step: unknown): StepKind | null {
  if (!isPlainObject(step)) return null;
  if (Object.hasOwn(step, "each")) return "each";
  return STEP_KINDS.find((kind) => Object.hasOwn(step, kind)) ?? null;
}

/** Where a step has lists of steps of its own. */
export const LISTS = ["steps", "else", "parallel", "on_error"] as const;

/** Every step with its place, in the order of the text. */
export function stepsOf(value: unknown, path: Path = ["steps"]): { step: Record<string, unknown>; path: Path }[] {
  const list = path.reduce<unknown>(
    (place, part) =>
      isPlainObject(place) || Array.isArray(place) ? (place as Record<string, unknown>)[part] : undefined,
    value,
  );
  if (!Array.isArray(list)) return [];
  return list.flatMap((step: unknown, index) => {
    if (!isPlainObject(step)) return [];
    const own = { step, path: [...path, index] };
    return [own, ...LISTS.flatMap((name) => (Array.isArray(step[name]) ? stepsOf(value, [...path, index, name]) : []))];
  });
}

/** What a new step of a kind is to begin with; ids are not to meet. */
export function newStep(kind: StepKind, taken: ReadonlySet<string>): Record<string, unknown> {
  const id = freeName(kind === "steps" ? "block" : kind === "parallel" ? "together" : kind, taken);
  const inner = () => ({ id: freeName("first", new Set([...taken, id])), set: "" });
  switch (kind) {
    case "use":
    case "agent":
    case "task":
    case "set":
      return { id, [kind]: "" };
    case "ask":
      return { id, title: "", ask: "approval" };
    case "wait":
      return { id, wait: "5m" };
    case "each":
      return { id, each: "", steps: [inner()] };
    default:
      return { id, [kind]: [inner()] };
  }
}

export function freeName(begin: string, taken: ReadonlySet<string>): string {
  if (!taken.has(begin)) return begin;
  for (let count = 2; ; count++) if (!taken.has(`${begin}_${count}`)) return `${begin}_${count}`;
}
