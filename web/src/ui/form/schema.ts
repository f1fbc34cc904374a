/** The part of JSON Schema (2020-12) that forms are made from; anything else is edited as JSON. */
export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  /** ours: shown beside a number; beside an amount, its currency's code */
  unit?: string;
}

export interface Choice {
  value: unknown;
  label: string;
}

export type FieldKind =
  | { kind: "text"; format: "line" | "multiline" | "date" | "date-time" | "email" | "uri" }
  | { kind: "number"; whole: boolean }
  /** an amount of money: as text with a point ("1250.00"), or as a number */
  | { kind: "money"; as: "text" | "number" }
  | { kind: "yes" }
  | { kind: "choice"; choices: Choice[] }
  | { kind: "choices"; choices: Choice[] }
  | { kind: "file" }
  | { kind: "list"; items: JsonSchema }
  | { kind: "group"; members: { name: string; schema: JsonSchema; required: boolean }[] }
  | { kind: "json" };

/** How a value of this schema is asked for. */
export function fieldKind(schema: JsonSchema): FieldKind {
  if (schema.format === "file") return { kind: "file" };
  const choices = choicesOf(schema);
  if (choices) return { kind: "choice", choices };
  switch (typeOf(schema)) {
    case "string":
      if (schema.format === "money") return { kind: "money", as: "text" };
      return { kind: "text", format: textFormat(schema) };
    case "number":
    case "integer":
      if (schema.format === "money") return { kind: "money", as: "number" };
      return { kind: "number", whole: typeOf(schema) === "integer" };
    case "boolean":
      return { kind: "yes" };
    case "array":
      return listKind(schema.items);
    case "object":
      return schema.properties ? { kind: "group", members: membersOf(schema) } : { kind: "json" };
    default:
      return { kind: "json" };
  }
}

function listKind(items: JsonSchema | undefined): FieldKind {
  if (!items) return { kind: "json" };
  const choices = choicesOf(items);
  return choices ? { kind: "choices", choices } : { kind: "list", items };
}

/** Puts what local references ("#/$defs/line") point to in their place; a cycle ends as any JSON. */
export function resolveRefs(schema: JsonSchema, root: JsonSchema = schema, seen: readonly string[] = []): JsonSchema {
  if (schema.$ref !== undefined) {
    const target = seen.includes(schema.$ref) ? undefined : pointedTo(root, schema.$ref);
    const { $ref, ...beside } = schema;
    return target ? { ...resolveRefs(target, root, [...seen, $ref]), ...beside } : beside;
  }
  const resolved: JsonSchema = { ...schema };
  if (schema.items) resolved.items = resolveRefs(schema.items, root, seen);
  if (schema.properties) {
    resolved.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, member]) => [name, resolveRefs(member, root, seen)]),
    );
  }
  return resolved;
}

export function labelOf(schema: JsonSchema, name: string): string {
  return schema.title ?? humanName(name);
}

/** "dueDate" and "due_date" read "Due date". */
export function humanName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim();
  return words === words.toUpperCase()
    ? words
    : words.charAt(0).toUpperCase() + words.slice(1).replace(/ [A-Z](?=[a-z])/g, (start) => start.toLowerCase());
}

function typeOf(schema: JsonSchema): string | undefined {
  if (!Array.isArray(schema.type)) return schema.type ?? (schema.properties ? "object" : undefined);
  const real = schema.type.filter((type) => type !== "null");
  return real.length === 1 ? real[0] : undefined;
}

function choicesOf(schema: JsonSchema): Choice[] | undefined {
  if (schema.enum)
    return schema.enum
      .filter((value) => value !== null)
      .map((value) => ({ value, label: typeof value === "string" ? value : JSON.stringify(value) }));
  const branches = schema.oneOf ?? schema.anyOf;
  if (!branches || branches.length === 0 || !branches.every((branch) => branch.const !== undefined)) return undefined;
  return branches.map((branch) => ({ value: branch.const, label: branch.title ?? String(branch.const) }));
}

function textFormat(schema: JsonSchema): "line" | "multiline" | "date" | "date-time" | "email" | "uri" {
  const { format } = schema;
  if (format === "date" || format === "date-time" || format === "email" || format === "uri") return format;
  if (format === "multiline" || format === "textarea") return "multiline";
  return (schema.maxLength ?? 0) > 300 ? "multiline" : "line";
}

function membersOf(schema: JsonSchema): { name: string; schema: JsonSchema; required: boolean }[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, member]) => ({
    name,
    schema: member,
    required: required.has(name),
  }));
}

function pointedTo(root: JsonSchema, ref: string): JsonSchema | undefined {
  if (!ref.startsWith("#/")) return ref === "#" ? root : undefined;
  let place: unknown = root;
  for (const part of ref.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (place === null || typeof place !== "object" || !Object.hasOwn(place, key)) return undefined;
    place = (place as Record<string, unknown>)[key];
  }
  return place as JsonSchema;
}
