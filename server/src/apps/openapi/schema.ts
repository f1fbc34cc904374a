import type { JsonSchema } from "../tool.ts";

/** Where the members are schemas by a name of their own, so that a member called "example" is no keyword. */
const MAPS = new Set(["properties", "patternProperties", "dependentSchemas", "$defs"]);
/** Of OpenAPI alone, or too long to keep; none of them says what is valid. */
const DROPPED = new Set([
  "example",
  "examples",
  "xml",
  "externalDocs",
  "discriminator",
  "deprecated",
  "$id",
  "$schema",
  "$anchor",
]);
const DATA = new Set(["enum", "const", "default"]);

/**
 * A schema of the document as JSON Schema 2020-12 that stands by itself: what it refers to lies in
 * `$defs`, recursion stays recursion.
 */
export function standalone(schema: unknown, root: unknown, use: "input" | "output"): JsonSchema {
  const definitions = new Map<string, { name: string; schema?: unknown }>();
  const refer = (pointer: string): string => {
    let known = definitions.get(pointer);
    if (!known) {
      known = { name: nameFor(pointer, definitions) };
      definitions.set(pointer, known);
      known.schema = convert(resolvePointer(root, pointer));
    }
    return `#/$defs/${known.name}`;
  };

  function convert(value: unknown): unknown {
    if (typeof value === "boolean") return value;
    if (value === null || typeof value !== "object" || Array.isArray(value)) return {};
    const given = value as JsonSchema;
    if (typeof given.$ref === "string") {
      const { $ref, ...beside } = given;
      const more = convert(beside) as JsonSchema;
      return { $ref: refer($ref), ...more };
    }
    const made: JsonSchema = {};
    for (const [key, member] of Object.entries(given)) {
      if (DROPPED.has(key) || key.startsWith("x-")) continue;
      made[key] = keyword(key, member);
    }
    return modern(made, given, use);
  }

  function keyword(key: string, member: unknown): unknown {
    if (DATA.has(key)) return member;
    if (MAPS.has(key)) return mapped(member);
    if (Array.isArray(member)) return member.map((each) => (isObject(each) ? convert(each) : each));
    return isObject(member) ? convert(member) : member;
  }

  function mapped(member: unknown): unknown {
    return Object.fromEntries(Object.entries(Object(member) as object).map(([name, each]) => [name, convert(each)]));
  }

  const whole = convert(schema) as JsonSchema;
  if (definitions.size === 0) return whole;
  return {
    ...whole,
    $defs: Object.fromEntries([...definitions.values()].map(({ name, schema: each }) => [name, each])),
  };
}

/** What OpenAPI 3.0 says in its own way. */
function modern(made: JsonSchema, given: JsonSchema, use: "input" | "output"): JsonSchema {
  if ("nullable" in made) {
    delete made.nullable;
    if (given.nullable === true) {
      if (typeof made.type === "string") made.type = [made.type, "null"];
      if (Array.isArray(made.enum) && !made.enum.includes(null)) made.enum = [...made.enum, null];
    }
  }
  for (const [exclusive, limit] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof made[exclusive] !== "boolean") continue;
    if (made[exclusive]) {
      made[exclusive] = made[limit];
      delete made[limit];
    } else delete made[exclusive];
  }
  // What only the other side sets need not be sent.
  if (Array.isArray(made.required)) {
    const properties = Object(given.properties) as Record<string, JsonSchema | undefined>;
    const other = use === "input" ? "readOnly" : "writeOnly";
    made.required = made.required.filter((name) => properties[String(name)]?.[other] !== true);
  } else delete made.required;
  return made;
}

export function resolvePointer(root: unknown, pointer: string): unknown {
  let place = root;
  for (const part of pointer.replace(/^#\/?/, "").split("/")) {
    if (part === "") continue;
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    place = isObject(place) || Array.isArray(place) ? (place as Record<string, unknown>)[name] : undefined;
  }
  return place;
}

/** What a reference in the document stands for; references to references are followed. */
export function dereferenced<T>(value: unknown, root: unknown): T {
  let current = value;
  for (let hops = 0; hops < 20 && isObject(current) && typeof current.$ref === "string"; hops++) {
    current = resolvePointer(root, current.$ref);
  }
  return current as T;
}

function nameFor(pointer: string, taken: Map<string, { name: string }>): string {
  const last =
    pointer
      .split("/")
      .at(-1)!
      .replace(/[^\w-]/g, "_") || "schema";
  const names = new Set([...taken.values()].map(({ name }) => name));
  for (let n = 1; ; n++) {
    const name = n === 1 ? last : `${last}_${n}`;
    if (!names.has(name)) return name;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
