import type { InputSpec } from "@taskwright/api/language.ts";
import { isFileSpec, MONEY } from "./input-problem.ts";
import { isRequired } from "./inputs.ts";

type JsonSchema = Record<string, unknown>;

/** JSON Schema (2020-12) of a definition's inputs. A file is `{"file": <id>}`, marked format: file. */
export function inputsSchema(inputs: Record<string, InputSpec>): JsonSchema {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...objectSchema(inputs) };
}

function objectSchema(specs: Record<string, InputSpec>): JsonSchema {
  const properties: JsonSchema = {};
  const required: string[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    properties[name] = { ...wordsOf(spec), ...typeSchema(spec) };
    if (isRequired(spec) && (spec.default ?? null) === null) required.push(name);
  }
  return { type: "object", properties, required, additionalProperties: false };
}

function wordsOf({ title, description, unit, default: preset }: InputSpec): JsonSchema {
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(unit === undefined ? {} : { unit }),
    ...(preset === undefined ? {} : { default: preset }),
  };
}

function typeSchema(spec: InputSpec): JsonSchema {
  if (isFileSpec(spec)) return FILE;
  switch (spec.type) {
    case "date":
      return { type: "string", format: "date" };
    case "enum":
      return { enum: spec.values ?? [] };
    case "list":
      return { type: "array", ...(spec.items ? { items: { ...wordsOf(spec.items), ...typeSchema(spec.items) } } : {}) };
    case "object":
      return spec.properties ? objectSchema(spec.properties) : { type: "object" };
    case "string":
      return { type: "string", ...formatOf(spec), ...pick(spec, ["minLength", "maxLength", "pattern"]) };
    case "number":
    case "integer":
      return { type: spec.type, ...formatOf(spec), ...pick(spec, ["minimum", "maximum"]) };
    default:
      return { type: spec.type };
  }
}

const FILE: JsonSchema = {
  type: "object",
  format: "file",
  properties: { file: { type: "integer", minimum: 1 } },
  required: ["file"],
};

/** "multiline" and "money" say how to show a field; only a text needs telling what an amount is. */
function formatOf({ type, format, pattern }: InputSpec): JsonSchema {
  if (format === undefined) return {};
  const amount = type === "string" && format === "money" && pattern === undefined;
  return { format, ...(amount ? { pattern: MONEY.source } : {}) };
}

function pick(spec: InputSpec, keys: (keyof InputSpec)[]): JsonSchema {
  return Object.fromEntries(keys.filter((key) => spec[key] !== undefined).map((key) => [key, spec[key]]));
}
