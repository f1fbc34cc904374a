import { text } from "../text.ts";
import { kindOf, stepsOf } from "./step-list.ts";
import { isPlainObject } from "./yaml/render.ts";
import { isSame } from "./yaml/value.ts";

type Document = Record<string, unknown>;

/** What one version does otherwise than another, a line for each difference. */
export function changesInWords(before: Document, after: Document): string[] {
  const words = text.definitions.changes;
  const lines: string[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (isSame(before[key], after[key])) continue;
    const name = text.definitions.parts[key as keyof typeof text.definitions.parts] ?? key;
    if (key === "steps") lines.push(...stepChanges(before, after));
    else if (key === "inputs" || key === "outputs") lines.push(...memberChanges(name, before[key], after[key]));
    else if (!Object.hasOwn(before, key)) lines.push(words.added(name));
    else if (!Object.hasOwn(after, key)) lines.push(words.removed(name));
    else if (isShort(before[key]) && isShort(after[key]))
      lines.push(words.from(name, String(before[key]), String(after[key])));
    else lines.push(words.changed(name));
  }
  return lines;
}

function memberChanges(kind: string, before: unknown, after: unknown): string[] {
  const words = text.definitions.changes;
  const old = isPlainObject(before) ? before : {};
  const now = isPlainObject(after) ? after : {};
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const lines = names.flatMap((name) => {
    const called = words.member(kind, name);
    if (!Object.hasOwn(old, name)) return [words.added(called)];
    if (!Object.hasOwn(now, name)) return [words.removed(called)];
    return isSame(old[name], now[name]) ? [] : [words.changedKeys(called, differing(old[name], now[name]))];
  });
  return lines.length === 0 ? [words.order(kind)] : lines;
}

function stepChanges(before: Document, after: Document): string[] {
  const words = text.definitions.changes;
  const old = named(before);
  const now = named(after);
  const lines: string[] = [];
  for (const [name, step] of now) {
    const was = old.get(name);
    if (!was) lines.push(words.added(words.step(name)));
    else if (!isSame(was, step)) lines.push(words.changedKeys(words.step(name), differing(was, step)));
  }
  for (const name of old.keys()) if (!now.has(name)) lines.push(words.removed(words.step(name)));
  return lines.length === 0 ? [words.order(text.definitions.parts.steps)] : lines;
}

/** Steps by id, or by title and place where they have none; without the steps inside them. */
function named(document: Document): Map<string, Document> {
  const steps = new Map<string, Document>();
  for (const { step, path } of stepsOf(document)) {
    const { steps: _, else: __, parallel: ___, ...own } = step;
    const name =
      typeof step.id === "string"
        ? step.id
        : typeof step.title === "string"
          ? step.title
          : `${kindOf(step) ?? "?"} ${path
              .filter((part) => typeof part === "number")
              .map((part) => Number(part) + 1)
              .join(".")}`;
    steps.set(name, own);
  }
  return steps;
}

function differing(before: unknown, after: unknown): string[] {
  if (!isPlainObject(before) || !isPlainObject(after)) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isSame(before[key], after[key]),
  );
}

function isShort(value: unknown): boolean {
  return (
    (typeof value === "string" && value.length <= 60 && !value.includes("\n")) ||
    typeof value === "number" ||
    typeof value === "boolean"
  );
}
