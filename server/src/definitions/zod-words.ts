import type { z } from "zod";
import type { Findings } from "./findings.ts";
import type { Path } from "./places.ts";
import { didYouMean } from "./suggest.ts";

interface Checked {
  schema: z.ZodType;
  value: unknown;
  /** where `value` stands in the document */
  path: Path;
  /** what it is, for "there is no … in a step with use" */
  what: string;
}

/** Says zod's findings in words, each at its place. */
export function reportZodIssues(issues: z.core.$ZodIssue[], checked: Checked, findings: Findings): void {
  for (const issue of issues) {
    const inner = issue.path as Path;
    const path = [...checked.path, ...inner];
    const value = valueAt(checked.value, inner);
    const name = inner.findLast((part) => typeof part === "string") ?? "this";
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) {
        const known = knownKeys(schemaAt(checked.schema, inner));
        const what = inner.length === 0 ? checked.what : `"${name}"`;
        findings.errorAtKey(
          [...path, key],
          `there is no "${key}" in ${what}.${didYouMean(key, known) || takes(known)}`,
        );
      }
    } else if (issue.code === "invalid_key") {
      findings.errorAtKey(path, issue.issues[0]?.message ?? `"${name}" is no name`);
    } else if (value === undefined) {
      const what = inner.length === 1 ? checked.what : `"${String(inner.at(-2))}"`;
      findings.errorAtKey(path.slice(0, -1), `"${name}" is missing in ${what}${expectedWords(issue)}`);
    } else {
      const isDuration = schemaAt(checked.schema, inner)?.meta()?.id === "Duration";
      findings.error(path, isDuration ? `${DURATION}, not ${nounOf(value)}` : words(issue, name, value));
    }
  }
}

const DURATION = 'write a duration such as "30s", "15m", "2h" or "1d12h"';

function words(issue: z.core.$ZodIssue, name: string, value: unknown): string {
  switch (issue.code) {
    case "invalid_type": {
      const noun = NOUNS[issue.expected] ?? issue.expected;
      const quotes =
        issue.expected === "string" && typeof value !== "object"
          ? `; put quotes around it: ${JSON.stringify(`${value as string | number | boolean | bigint}`)}`
          : "";
      return `"${name}" must be ${noun}, not ${nounOf(value)}${quotes}`;
    }
    case "invalid_value": {
      const allowed = issue.values.map(String);
      const listed = allowed.map((one) => `"${one}"`).join(", ");
      return `"${name}" must be ${allowed.length > 1 ? "one of " : ""}${listed}, not ${shown(value)}.${didYouMean(String(value), allowed)}`;
    }
    case "invalid_format":
      return issue.message.startsWith("Invalid")
        ? `"${name}" is not in the right form`
        : `${issue.message}, not ${shown(value)}`;
    case "too_small":
      return tooSmall(issue, name);
    case "too_big":
      return `"${name}" ${issue.origin === "number" || issue.origin === "int" ? "must be at most" : "has more than"} ${issue.maximum}${unit(issue.origin)}`;
    case "invalid_union":
      return `"${name}" must be a text or a number, not ${nounOf(value)}`;
    default:
      return `"${name}": ${issue.message}`;
  }
}

function tooSmall(issue: z.core.$ZodIssueTooSmall, name: string): string {
  if (!issue.message.startsWith("Too small")) return issue.message;
  if (issue.origin === "string" || issue.origin === "array") {
    return `"${name}" is empty; write something, or leave it out`;
  }
  return `"${name}" must be at least ${issue.minimum}`;
}

function unit(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " members" : "";
}

const NOUNS: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function nounOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return shown(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function expectedWords(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_value") return "";
  return `; it is one of ${issue.values.map((one) => `"${String(one)}"`).join(", ")}`;
}

function takes(known: string[]): string {
  return known.length === 0 ? "" : ` It takes ${known.join(", ")}.`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inside, part) => (inside as Record<string, unknown> | undefined)?.[part], value);
}

interface Def {
  type: string;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  valueType?: z.ZodType;
  innerType?: z.ZodType;
  getter?: () => z.ZodType;
}

function schemaAt(schema: z.ZodType | undefined, path: Path): z.ZodType | undefined {
  const inner = unwrapped(schema);
  const [part, ...rest] = path;
  if (part === undefined || !inner) return inner;
  const def = inner.def as unknown as Def;
  return schemaAt(def.shape?.[part] ?? def.element ?? def.valueType, rest);
}

function unwrapped(schema: z.ZodType | undefined): z.ZodType | undefined {
  const def = schema?.def as unknown as Def | undefined;
  if (def?.innerType) return unwrapped(def.innerType);
  if (def?.getter) return unwrapped(def.getter());
  return schema;
}

function knownKeys(schema: z.ZodType | undefined): string[] {
  return Object.keys((schema?.def as unknown as Def | undefined)?.shape ?? {});
}
