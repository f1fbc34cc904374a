import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { ToolInfo } from "@taskwright/api/definition.ts";
import { placeAt, type Place } from "./place.ts";
import { stepsOf } from "./step-list.ts";
import { isPlainObject } from "./yaml/render.ts";

export type Schema = Record<string, unknown>;

export interface CompletionSources {
  schema: Schema;
  tools: readonly ToolInfo[];
  definitions: readonly string[];
  agents: readonly string[];
  /** the text as data, as it was when it could last be read */
  value?: Record<string, unknown>;
}

export function completeDefinition(
  context: CompletionContext,
  sources: CompletionSources | undefined,
): CompletionResult | null {
  if (!sources) return null;
  const doc = context.state.doc;
  const line = doc.lineAt(context.pos);
  const lines = doc.toString().split("\n");
  const place = placeAt(lines, line.number - 1, context.pos - line.from);
  if (place.expression !== null) return expressionResult(place.expression, lines, context.pos, sources.value);
  if (place.word === "" && !context.explicit && place.key === null) return null;
  const options = optionsAt(place, sources);
  return options.length === 0 ? null : { from: line.from + place.from, options, validFor: /^[\w.*-]*$/ };
}

/** What may stand at a place: keys with their meaning, or the values of a key. */
export function optionsAt(place: Place, sources: CompletionSources): Completion[] {
  return place.key === null ? keysAt(place, sources) : valuesOf(place, place.key, sources);
}

function keysAt(place: Place, sources: CompletionSources): Completion[] {
  const withOf = place.path.at(-1) === "with" ? toolOf(place, sources) : undefined;
  const schemas = withOf ? [withOf.argsSchema as Schema] : follow(sources.schema, place.path);
  const options = new Map<string, Completion>();
  for (const schema of schemas.filter((each) => agrees(each, place.siblings))) {
    const required = new Set((schema.required as string[] | undefined) ?? []);
    for (const [key, value] of Object.entries((schema.properties ?? {}) as Record<string, Schema>)) {
      if (place.siblings.has(key) || options.has(key)) continue;
      options.set(key, {
        label: key,
        apply: `${key}: `,
        type: "property",
        info: description(value, sources.schema),
        boost: required.has(key) ? 1 : 0,
      });
    }
  }
  return [...options.values()];
}

function valuesOf(place: Place, key: string, sources: CompletionSources): Completion[] {
  if (key === "use" || (key === "tool" && place.path[0] === "controls")) {
    return sources.tools.map((tool) => ({
      label: tool.name,
      detail: tool.title,
      info: tool.description,
      type: "function",
    }));
  }
  if (key === "task" || (key === "parent" && place.path.length === 0))
    return sources.definitions.map((name) => ({ label: name, type: "class" }));
  if ((key === "agent" && place.path.length === 0) || key === "as")
    return sources.agents.map((name) => ({ label: name, type: "class" }));
  const labels = new Set<string>();
  for (const schema of follow(sources.schema, [...place.path, key])) {
    for (const value of (schema.enum as unknown[] | undefined) ?? []) labels.add(String(value));
    if (schema.const !== undefined)
      labels.add(typeof schema.const === "string" ? schema.const : JSON.stringify(schema.const));
    if (schema.type === "boolean") labels.add("true").add("false");
  }
  return [...labels].map((label) => ({ label, type: "enum" }));
}

/** The schemas that may hold at a path; of alternatives all, since YAML in the making fits none yet. */
export function follow(root: Schema, path: readonly (string | number)[]): Schema[] {
  let schemas = alternatives(root, root);
  for (const part of path) {
    schemas = schemas.flatMap((schema) => {
      if (typeof part === "number") return alternatives(schema.items as Schema | undefined, root);
      const properties = schema.properties as Record<string, Schema> | undefined;
      const next =
        properties && Object.hasOwn(properties, part)
          ? properties[part]
          : (schema.additionalProperties as Schema | undefined);
      return typeof next === "object" ? alternatives(next, root) : [];
    });
  }
  return schemas;
}

function alternatives(schema: Schema | undefined, root: Schema, depth = 0): Schema[] {
  if (!schema || depth > 12) return [];
  if (typeof schema.$ref === "string") return alternatives(resolve(root, schema.$ref), root, depth + 1);
  const branches = (schema.anyOf ?? schema.oneOf ?? schema.allOf) as Schema[] | undefined;
  return branches ? branches.flatMap((branch) => alternatives(branch, root, depth + 1)) : [schema];
}

/** A strict alternative that lacks a key already written is none: `use` rules out `ask`. */
function agrees(schema: Schema, siblings: ReadonlyMap<string, string>): boolean {
  if (schema.additionalProperties !== false || !schema.properties) return true;
  return [...siblings.keys()].every((key) => Object.hasOwn(schema.properties as object, key));
}

export function toolOf(place: Place, sources: CompletionSources): ToolInfo | undefined {
  return sources.tools.find((tool) => tool.name === place.outer.get("use")?.trim());
}

function resolve(root: Schema, ref: string): Schema | undefined {
  if (ref === "#") return root;
  return ref
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>(
      (place, part) => (place as Schema | undefined)?.[part.replaceAll("~1", "/").replaceAll("~0", "~")],
      root,
    ) as Schema | undefined;
}

export function description(schema: Schema, root: Schema): string | undefined {
  const own = schema.description;
  if (typeof own === "string") return own;
  const there = typeof schema.$ref === "string" ? resolve(root, schema.$ref)?.description : undefined;
  return typeof there === "string" ? there : undefined;
}

/** Names for what stands before the cursor in {{ … }}: inputs, ids of steps, and the few roots. */
export function expressionNames(
  expression: string,
  lines: readonly string[],
  /** the text as data, as it was when it could last be read: knows what is written on one line too */
  value?: Record<string, unknown>,
): { names: string[]; typed: string } {
  const [, root, typed] = /(?:\b(inputs|steps)\.)?([A-Za-z_]\w*)?$/.exec(expression) ?? [];
  if (root === "steps")
    return {
      names: [
        ...new Set([
          ...lines.flatMap((line) => /^\s*(?:- +)?id:\s*["']?(\w+)/.exec(line)?.[1] ?? []),
          ...stepsOf(value).flatMap(({ step }) => (typeof step.id === "string" ? [step.id] : [])),
        ]),
      ],
      typed: typed ?? "",
    };
  if (root === "inputs")
    return {
      names: [...new Set([...inputNames(lines), ...Object.keys(isPlainObject(value?.inputs) ? value.inputs : {})])],
      typed: typed ?? "",
    };
  return { names: ["inputs", "steps", "item", "index", "task", "now"], typed: typed ?? "" };
}

function inputNames(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => /^inputs:\s*(#.*)?$/.test(line));
  if (start < 0) return [];
  const names: string[] = [];
  let indent: number | undefined;
  for (const line of lines.slice(start + 1)) {
    if (/^\S/.test(line)) break;
    const match = /^(\s+)(\w+):/.exec(line);
    if (!match) continue;
    indent ??= match[1]!.length;
    if (match[1]!.length === indent) names.push(match[2]!);
  }
  return names;
}

function expressionResult(
  expression: string,
  lines: readonly string[],
  pos: number,
  value: Record<string, unknown> | undefined,
): CompletionResult | null {
  const { names, typed } = expressionNames(expression, lines, value);
  if (names.length === 0) return null;
  return { from: pos - typed.length, options: names.map((label) => ({ label, type: "variable" })), validFor: /^\w*$/ };
}
