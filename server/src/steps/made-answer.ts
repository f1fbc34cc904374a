type Schema = Record<string, unknown>;

/** Deep enough for any answer; a schema that names itself ends here. */
const DEEPEST = 8;

/** A plain value that fits a JSON Schema: what a tool would answer, as far as it says. Null where it says nothing. */
export function madeAnswer(schema: object | null): unknown {
  return schema === null ? null : made(schema as Schema, schema as Schema, 0);
}

function made(schema: Schema, root: Schema, depth: number): unknown {
  if (depth > DEEPEST) return null;
  if (typeof schema.$ref === "string") return made(resolved(schema.$ref, root), root, depth + 1);
  if ("const" in schema) return schema.const;
  if ("default" in schema) return schema.default;
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if (Array.isArray(schema.enum)) return schema.enum[0];
  for (const choice of [schema.anyOf, schema.oneOf, schema.allOf]) {
    if (Array.isArray(choice) && choice.length > 0) return made(choice[0] as Schema, root, depth + 1);
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || schema.properties) {
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
    return Object.fromEntries(properties.map(([name, property]) => [name, made(property, root, depth + 1)]));
  }
  if (type === "array") return [];
  if (type === "string") return textFor(schema);
  if (type === "number" || type === "integer") return Number(schema.minimum ?? 0);
  if (type === "boolean") return true;
  return null;
}

function textFor({ format }: Schema): string {
  if (format === "date") return "2000-01-01";
  if (format === "date-time") return "2000-01-01T00:00:00Z";
  if (format === "email") return "someone@example.org";
  if (format === "uri") return "https://example.org/";
  return "(dry run)";
}

function resolved(ref: string, root: Schema): Schema {
  let found: unknown = root;
  for (const part of ref.replace(/^#\/?/, "").split("/").filter(Boolean)) {
    found = (found as Schema | undefined)?.[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return (found ?? {}) as Schema;
}
