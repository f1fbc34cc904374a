import { kindOf, stepsOf } from "./step-list.ts";
import { description, follow, toolOf, type CompletionSources, type Schema } from "./completion.ts";
import { placeAt } from "./place.ts";
import { isPlainObject } from "./yaml/render.ts";

export interface Help {
  /** columns of the word that it is about */
  from: number;
  to: number;
  title: string;
  /** a type, an effect, a kind */
  detail?: string;
  body?: string;
}

/** What the word at a place means: a key of the language, a tool, an argument, an input, a step. */
export function helpAt(lines: readonly string[], row: number, column: number, sources: CompletionSources): Help | null {
  const line = lines[row] ?? "";
  const word = wordAt(line, column);
  if (!word) return null;
  const place = placeAt(lines, row, word.to);
  const at = { from: word.from, to: word.to };
  if (place.expression !== null) return nameHelp(line, word, at, sources);
  if (/^\s*:(\s|$)/.test(line.slice(word.to)))
    return keyHelp(word.text, placeOfKey(lines, row, word.from), at, sources);
  if (place.key === null) return null;
  if (place.key === "use" || place.key === "tool") {
    const tool = sources.tools.find(({ name }) => name === word.text);
    return tool ? { ...at, title: tool.title, detail: tool.effect, body: tool.description } : null;
  }
  return null;
}

/** Of a mapping that is written on one line, the place within it. */
function placeOfKey(lines: readonly string[], row: number, column: number): ReturnType<typeof placeAt> {
  const outer = /^\s*(?:- )*([\w.-]+):\s*\{/.exec(lines[row]!);
  const place = placeAt(lines, row, column);
  if (!outer || column < outer[0].length) return place;
  const key = outer[1]!;
  return { ...place, path: [...place.path, key], outer: key === "with" ? place.siblings : place.outer };
}

function keyHelp(
  key: string,
  place: ReturnType<typeof placeAt>,
  at: { from: number; to: number },
  sources: CompletionSources,
): Help | null {
  const tool = place.path.at(-1) === "with" ? toolOf(place, sources) : undefined;
  const schemas = tool ? [tool.argsSchema as Schema] : follow(sources.schema, place.path);
  for (const schema of schemas) {
    const properties = schema.properties as Record<string, Schema> | undefined;
    if (!properties || !Object.hasOwn(properties, key)) continue;
    const found = properties[key]!;
    const required = ((schema.required as string[] | undefined) ?? []).includes(key);
    const body = description(found, tool ? (tool.argsSchema as Schema) : sources.schema);
    const detail = [typeWords(found), required ? "required" : ""].filter(Boolean).join(", ");
    if (body === undefined && detail === "") continue;
    return { ...at, title: key, detail, ...(body === undefined ? {} : { body }) };
  }
  return null;
}

function nameHelp(line: string, word: Word, at: { from: number; to: number }, sources: CompletionSources): Help | null {
  const root = /(\w+)\.$/.exec(line.slice(0, word.from))?.[1];
  const { value } = sources;
  if (root === "inputs" && isPlainObject(value?.inputs) && Object.hasOwn(value.inputs, word.text)) {
    const spec = value.inputs[word.text];
    if (!isPlainObject(spec)) return null;
    const body = [spec.title, spec.description].filter((each) => typeof each === "string").join(": ");
    return { ...at, title: `inputs.${word.text}`, detail: String(spec.type), ...(body ? { body } : {}) };
  }
  if (root === "steps") {
    const found = stepsOf(value).find(({ step }) => step.id === word.text);
    if (!found) return null;
    const tool = sources.tools.find(({ name }) => name === found.step.use);
    const body = typeof found.step.title === "string" ? found.step.title : tool?.title;
    return {
      ...at,
      title: `steps.${word.text}`,
      detail: tool?.name ?? kindOf(found.step) ?? "",
      ...(body ? { body } : {}),
    };
  }
  return null;
}

function typeWords(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(" | ");
  return typeof schema.type === "string" ? schema.type : "";
}

interface Word {
  text: string;
  from: number;
  to: number;
}

function wordAt(line: string, column: number): Word | null {
  // a tool's name has a dot in it, a name in an expression ends at one
  const inExpression = line.lastIndexOf("{{", column) > line.lastIndexOf("}}", column - 1);
  for (const match of line.matchAll(inExpression ? /\w+/g : /[\w.*-]*\w/g)) {
    if (match.index <= column && column <= match.index + match[0].length)
      return { text: match[0], from: match.index, to: match.index + match[0].length };
  }
  return null;
}
