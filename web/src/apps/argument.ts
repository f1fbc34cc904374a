/** One argument of a tool, as its schema tells it. */
export interface Argument {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

type Schema = Record<string, unknown>;

export function argumentsOf(schema: unknown): Argument[] {
  if (!isSchema(schema) || !isSchema(schema.properties)) return [];
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(schema.properties)
    .map(([name, member]) => ({
      name,
      type: typeOf(member),
      required: required.has(name),
      description: isSchema(member) && typeof member.description === "string" ? member.description : "",
    }))
    .toSorted((one, other) => Number(other.required) - Number(one.required));
}

/** "string", "one of a, b", "list of integer": short enough for one line. */
function typeOf(schema: unknown): string {
  if (!isSchema(schema)) return "";
  if (Array.isArray(schema.enum)) return choices(schema.enum);
  if (schema.const !== undefined) return choices([schema.const]);
  if (schema.type === "array") return `${typeOf(schema.items) || "any"}[]`;
  if (Array.isArray(schema.type)) return schema.type.join(" | ");
  if (typeof schema.type === "string") return schema.type;
  const either = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(either)) return [...new Set(either.map(typeOf).filter(Boolean))].join(" | ");
  return "";
}

const MOST_CHOICES = 6;

function choices(values: readonly unknown[]): string {
  const shown = values.slice(0, MOST_CHOICES).map((value) => JSON.stringify(value));
  return `${shown.join(" | ")}${values.length > MOST_CHOICES ? " | …" : ""}`;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
