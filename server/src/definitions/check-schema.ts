import { Ajv2020 } from "ajv/dist/2020.js";
import type { Findings } from "./findings.ts";
import type { Path } from "./places.ts";

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

/** Whether a form or an output is a JSON Schema that can be used. */
export function checkSchema(schema: Record<string, unknown>, path: Path, findings: Findings): void {
  void ajv.validateSchema(schema);
  for (const error of ajv.errors ?? []) {
    const inner = error.instancePath.split("/").slice(1).map(decode);
    // "type" is held against one name and against a list of names: once is enough
    if (error.keyword === "anyOf") continue;
    findings.error(
      [...path, ...inner],
      `this is no JSON Schema: ${inner.at(-1) ?? "it"} ${error.message}${allowed(error.params)}`,
    );
    return;
  }
  for (const [at, target] of referencesIn(schema, path)) {
    if (!target.startsWith("#"))
      findings.error(at, `"$ref" may only point into the schema itself, such as "#/$defs/row"`);
  }
  if (schema.type !== undefined && schema.type !== "object") {
    findings.error([...path, "type"], 'the whole is an object; put what is asked for under "properties"');
  }
}

function decode(part: string): string | number {
  const text = part.replaceAll("~1", "/").replaceAll("~0", "~");
  return /^\d+$/.test(text) ? Number(text) : text;
}

function allowed(params: Record<string, unknown>): string {
  return Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(", ")}` : "";
}

function* referencesIn(value: unknown, path: Path): Generator<[Path, string]> {
  if (value === null || typeof value !== "object") return;
  for (const [key, member] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === "$ref" && typeof member === "string") yield [at, member];
    else yield* referencesIn(member, at);
  }
}
