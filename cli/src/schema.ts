/** The part of JSON Schema that the terminal understands; the server checks the whole. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  pattern?: string;
}

export type Kind = "text" | "number" | "integer" | "boolean" | "choice" | "list" | "object" | "file" | "any";

/** What a value of this schema is to a person who types it. */
export function kindOf(schema: JsonSchema): Kind {
  if (isFile(schema)) return "file";
  if (choicesOf(schema) !== undefined) return "choice";
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  if (types.length !== 1) return onlyAlternative(schema) ?? "any";
  switch (types[0]) {
    case "string":
      return "text";
    case "number":
    case "integer":
    case "boolean":
    case "object":
      return types[0];
    case "array":
      return "list";
    default:
      return "any";
  }
}

export interface Choice {
  value: unknown;
  label: string;
}

/** The values to choose from, when there is a fixed set of them. */
export function choicesOf(schema: JsonSchema): Choice[] | undefined {
  if (schema.enum !== undefined) return schema.enum.map((value) => ({ value, label: labelOf(value) }));
  const constants = schema.oneOf ?? schema.anyOf;
  if (constants === undefined || constants.length === 0 || !constants.every((one) => "const" in one)) return undefined;
  return constants.map((one) => ({ value: one.const, label: one.title ?? labelOf(one.const) }));
}

/** A file travels as {file: <number>}: see FileRef in the API. */
function isFile(schema: JsonSchema): boolean {
  return schema.format === "file";
}

function onlyAlternative(schema: JsonSchema): Kind | undefined {
  const real = (schema.anyOf ?? schema.oneOf ?? []).filter((one) => one.type !== "null");
  return real.length === 1 ? kindOf(real[0]!) : undefined;
}

function labelOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
