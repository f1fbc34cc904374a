import { CliError } from "./exit.ts";
import { readValue } from "./inputs.ts";
import { choicesOf, kindOf, type Choice, type JsonSchema, type Kind } from "./schema.ts";

/** One question of a form. */
export interface Field {
  /** undefined: the answer is this one value and no object */
  name: string | undefined;
  kind: Kind;
  title: string;
  description: string | undefined;
  required: boolean;
  initial: unknown;
  choices: Choice[];
  /** several of the choices */
  many: boolean;
  multiline: boolean;
  schema: JsonSchema;
}

/** The questions that a JSON Schema asks, in its order. */
export function fieldsOf(schema: JsonSchema): Field[] {
  if (kindOf(schema) !== "object" || schema.properties === undefined) return [fieldOf(undefined, schema, true)];
  const required = schema.required ?? [];
  return Object.entries(schema.properties).map(([name, property]) => fieldOf(name, property, required.includes(name)));
}

/** The answer that the values, in the order of the fields, make; what was left empty is left out. */
export function answerOf(fields: readonly Field[], values: readonly unknown[]): unknown {
  if (fields.length === 1 && fields[0]!.name === undefined) return values[0];
  const given = fields
    .map((field, at) => [field.name!, values[at]] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** A typed text as the field's value; undefined when it is empty and may be. */
export function readField(field: Field, text: string): unknown {
  if (text === "" && !field.required) return undefined;
  if (field.kind === "list") return readList(field, text);
  return readValue(field.title, text, field.schema);
}

/** Why the text will not do, in words; undefined when it will. */
export function objectionTo(field: Field, text: string): string | undefined {
  if (text === "") return field.required ? "An answer is needed here." : undefined;
  let value: unknown;
  try {
    value = readField(field, text);
  } catch (error) {
    if (error instanceof CliError) return error.message;
    throw error;
  }
  return outOfBounds(field.schema, value);
}

/** What the field starts with, as text. */
export function initialText(field: Field): string | undefined {
  if (field.initial === undefined || field.initial === null) return undefined;
  if (Array.isArray(field.initial) && field.initial.every((member) => typeof member === "string"))
    return field.initial.join(", ");
  return typeof field.initial === "string" ? field.initial : JSON.stringify(field.initial);
}

function fieldOf(name: string | undefined, schema: JsonSchema, required: boolean): Field {
  const kind = kindOf(schema);
  const memberChoices = kind === "list" ? choicesOf(schema.items ?? {}) : undefined;
  return {
    name,
    kind,
    title: schema.title ?? wordsOf(name ?? "Answer"),
    description: schema.description,
    required,
    initial: schema.default,
    choices: memberChoices ?? choicesOf(schema) ?? [],
    many: memberChoices !== undefined,
    multiline: schema.format === "multiline",
    schema,
  };
}

/** `a, b, c` or a JSON list. */
function readList(field: Field, text: string): unknown[] {
  if (text.trimStart().startsWith("[")) return readValue(field.title, text, field.schema) as unknown[];
  const members = text
    .split(",")
    .map((member) => member.trim())
    .filter((member) => member !== "");
  return members.map((member) => readValue(`a member of ${field.title}`, member, field.schema.items ?? {}));
}

function outOfBounds(schema: JsonSchema, value: unknown): string | undefined {
  if (typeof value === "number") {
    if (schema.minimum !== undefined && value < schema.minimum) return `At least ${schema.minimum}.`;
    if (schema.maximum !== undefined && value > schema.maximum) return `At most ${schema.maximum}.`;
  }
  if (typeof value === "string") {
    if (schema.minLength !== undefined && value.length < schema.minLength)
      return `At least ${schema.minLength} characters.`;
    if (schema.maxLength !== undefined && value.length > schema.maxLength)
      return `At most ${schema.maxLength} characters.`;
    if (schema.format === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return "A date such as 2026-05-31.";
    if (schema.format === "email" && !/^\S+@\S+\.\S+$/.test(value)) return "An address such as dana@example.org.";
  }
  return undefined;
}

/** deliveryDate -> "Delivery date" */
function wordsOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
