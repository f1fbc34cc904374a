import { readFile } from "node:fs/promises";
import { usageError } from "./exit.ts";
import { choicesOf, kindOf, type JsonSchema } from "./schema.ts";
import { didYouMean } from "./suggest.ts";

/** Keeps a file on the server and says how inputs name it. */
export type Upload = (path: string) => Promise<{ file: number; name?: string }>;

/**
 * Inputs as they are typed, `name=value`, each read as its definition says: numbers as numbers, JSON
 * for lists and objects, `@path` for files. A list may also be given one member at a time.
 */
export async function readInputs(
  pairs: readonly string[],
  schema: JsonSchema,
  upload: Upload,
): Promise<Record<string, unknown>> {
  const properties = schema.properties ?? {};
  const inputs: Record<string, unknown> = {};
  for (const [name, texts] of grouped(pairs)) {
    const property = Object.hasOwn(properties, name) ? properties[name]! : undefined;
    if (property === undefined) throw unknownInput(name, Object.keys(properties));
    inputs[name] = await readInput(name, texts, property, upload);
  }
  return inputs;
}

/** Inputs that have to be given and were not. */
export function missingInputs(schema: JsonSchema, inputs: Record<string, unknown>): string[] {
  return (schema.required ?? []).filter(
    (name) => inputs[name] === undefined && !("default" in (schema.properties?.[name] ?? {})),
  );
}

/** `file=@customers.csv`: how to give an input, for messages. */
export function howToGive(name: string, property: JsonSchema): string {
  const kind = kindOf(property);
  const choices = choicesOf(property)?.map((choice) => choice.label);
  const samples = {
    file: "@path",
    number: "1.5",
    integer: "1",
    boolean: "true",
    list: `'["a","b"]'`,
    object: `'{"a":1}'`,
    text: "text",
    any: "value",
  };
  return `--input ${name}=${kind === "choice" ? (choices ?? []).join("|") : samples[kind]}`;
}

/** One value from one text. `what` names it in messages: "limit", or "a member of tags". */
export function readValue(what: string, text: string, schema: JsonSchema): unknown {
  switch (kindOf(schema)) {
    case "number":
      return readNumber(what, text);
    case "integer":
      if (!/^[+-]?\d+$/.test(text.trim())) throw usageError(`${what} is a whole number, not "${text}".`);
      return Number(text);
    case "boolean":
      if (text !== "true" && text !== "false") throw usageError(`${what} is true or false, not "${text}".`);
      return text === "true";
    case "choice":
      return readChoice(what, text, schema);
    case "list":
    case "object":
      return readJson(what, text, kindOf(schema));
    case "any":
      return readAny(text);
    case "text":
    case "file":
      return text;
  }
}

async function readInput(name: string, texts: string[], property: JsonSchema, upload: Upload): Promise<unknown> {
  const kind = kindOf(property);
  if (kind === "list" && (texts.length > 1 || !texts[0]!.trimStart().startsWith("["))) {
    const members: unknown[] = [];
    for (const text of texts)
      members.push(await readInput(`a member of ${name}`, [text], property.items ?? {}, upload));
    return members;
  }
  if (texts.length > 1) throw usageError(`The input ${name} is given ${texts.length} times, and it is no list.`);
  const text = texts[0]!;
  if (kind === "file") return readFileInput(name, text, upload);
  if (text.startsWith("@@")) return readValue(name, text.slice(1), property);
  if (text.startsWith("@") && text.length > 1) return readValue(name, await readFile(text.slice(1), "utf8"), property);
  return readValue(name, text, property);
}

/** `@path` sends the file; a number names one that the server has already. */
function readFileInput(name: string, text: string, upload: Upload): Promise<unknown> | { file: number } {
  if (text.startsWith("@") && text.length > 1) return upload(text.slice(1));
  const id = /^#?(\d+)$/.exec(text)?.[1];
  if (id !== undefined) return { file: Number(id) };
  throw usageError(`${name} is a file: write ${name}=@${text === "" ? "path" : text}, with the @.`);
}

function grouped(pairs: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw usageError(`--input takes name=value, not "${pair}".`, "For a file: --input file=@customers.csv");
    const name = pair.slice(0, at);
    groups.set(name, [...(groups.get(name) ?? []), pair.slice(at + 1)]);
  }
  return groups;
}

function unknownInput(name: string, names: string[]): Error {
  const known = names.length > 0 ? `Its inputs are: ${names.join(", ")}.` : "This definition takes no inputs.";
  return usageError(`There is no input "${name}".`, didYouMean(name, names) ?? known);
}

function readNumber(what: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw usageError(`${what} is a number such as 1000 or 0.5, not "${text}".`);
  return value;
}

function readChoice(what: string, text: string, schema: JsonSchema): unknown {
  const choices = choicesOf(schema) ?? [];
  const chosen = choices.find((choice) => choice.label === text || choice.value === text);
  if (chosen !== undefined) return chosen.value;
  const labels = choices.map((choice) => choice.label);
  throw usageError(`${what} is one of ${labels.join(", ")}; not "${text}".`, didYouMean(text, labels));
}

function readJson(what: string, text: string, kind: string): unknown {
  const sample = kind === "list" ? '["a", "b"]' : '{"a": 1}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usageError(`${what} is JSON such as ${sample}; this is not: ${(error as Error).message}.`);
  }
  const fits =
    kind === "list" ? Array.isArray(value) : typeof value === "object" && value !== null && !Array.isArray(value);
  if (!fits) throw usageError(`${what} is ${kind === "list" ? "a list" : "an object"}: JSON such as ${sample}.`);
  return value;
}

/** JSON when it is, else the text itself. */
function readAny(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
