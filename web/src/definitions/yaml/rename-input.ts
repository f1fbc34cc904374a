import { isScalar, type Scalar, visit } from "yaml";
import type { Path } from "./entries.ts";
import { NOTHING, namesOfInput } from "./input-names.ts";
import type { Change } from "./primitives.ts";
import type { ReadYaml } from "./read.ts";
import { isPlainObject } from "./render.ts";

/** Data, in which a member called `if` is no condition. */
const DATA = new Set(["with", "set", "subject", "default", "outputs"]);

export function isInput(path: Path): boolean {
  return path.length === 2 && path[0] === "inputs";
}

/** Whoever uses an input goes on using it under its new name: in every expression of the text. */
export function renameUses({ text, document }: ReadYaml, from: string, to: string): Change[] {
  const changes: Change[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === "key" || typeof node.value !== "string" || !node.range) return;
      const [start, end] = node.range;
      const names = ancestors.flatMap((pair) => ("key" in pair && isScalar(pair.key) ? [String(pair.key.value)] : []));
      const written = unquoted(text.slice(start, end), node.type);
      for (const named of namesOfInput(written, from, isCondition(names)))
        changes.push({ from: start + named.from, to: start + named.to, insert: to });
    },
  });
  return changes;
}

/** The same in what the text means: the measure for what was made of it. */
export function withRenamedUses(value: unknown, from: string, to: string, keys: string[] = []): unknown {
  if (typeof value === "string")
    return namesOfInput(value, from, isCondition(keys)).reduceRight(
      (text, named) => text.slice(0, named.from) + to + text.slice(named.to),
      value,
    );
  if (Array.isArray(value)) return value.map((member) => withRenamedUses(member, from, to, keys));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withRenamedUses(member, from, to, [...keys, key])]),
  );
}

/** Conditions may be written without their braces. */
function isCondition(keys: readonly string[]): boolean {
  const key = keys.at(-1);
  return (key === "if" || key === "when") && !keys.some((above) => DATA.has(above));
}

/** A scalar as it is written, every character in its place, with its quoting blanked out. */
function unquoted(written: string, type: Scalar["type"]): string {
  if (type === "QUOTE_SINGLE") return ` ${written.slice(1, -1).replaceAll("''", `${NOTHING}'`)} `;
  if (type !== "QUOTE_DOUBLE") return written;
  const inside = written
    .slice(1, -1)
    .replace(/\\(["\\/])|\\(x..|u.{4}|U.{8}|[^])/g, (escape, itself: string | undefined) =>
      itself ? NOTHING + itself : " ".repeat(escape.length),
    );
  return ` ${inside} `;
}
