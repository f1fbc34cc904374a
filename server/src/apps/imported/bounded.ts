import type { JsonSchema } from "../tool.ts";

const DEEPEST = 6;
const MOST_SCHEMAS = 300;

/**
 * A schema as people and models are shown it: references written out, and cut where it goes too
 * deep or round in a circle. For checking, the schema itself is used.
 */
export function bounded(schema: JsonSchema): JsonSchema {
  const { $defs, ...whole } = schema;
  const definitions = Object($defs ?? {}) as Record<string, unknown>;
  let left = MOST_SCHEMAS;

  function show(value: unknown, depth: number, within: readonly string[]): unknown {
    if (typeof value === "boolean" || value === null || typeof value !== "object") return value;
    const given = value as JsonSchema;
    if (typeof given.$ref === "string") {
      const name = given.$ref.replace(/^#\/\$defs\//, "");
      const { $ref: _, ...beside } = given;
      if (within.includes(name) || depth >= DEEPEST || left <= 0)
        return { description: `${name} (not shown further)`, ...beside };
      const target = show(definitions[name], depth, [...within, name]);
      return { ...(Object(target) as JsonSchema), ...beside };
    }
    left--;
    if (left <= 0 || depth > DEEPEST) {
      return { ...(given.type === undefined ? {} : { type: given.type }), description: "(not shown further)" };
    }
    return Object.fromEntries(
      Object.entries(given).map(([key, member]) => [key, part(key, member, depth + 1, within)]),
    );
  }

  function part(key: string, member: unknown, depth: number, within: readonly string[]): unknown {
    if (key === "enum" || key === "const" || key === "default" || key === "required") return member;
    if (Array.isArray(member)) return member.map((each) => show(each, depth, within));
    if (key !== "properties" && key !== "patternProperties" && key !== "dependentSchemas")
      return show(member, depth, within);
    return Object.fromEntries(
      Object.entries(Object(member) as object).map(([name, each]) => [name, show(each, depth, within)]),
    );
  }

  return show(whole, 0, []) as JsonSchema;
}
