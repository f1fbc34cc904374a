import type { InputSpec } from "@taskwright/api/language.ts";
import type { Findings } from "./findings.ts";
import { readInputs } from "./inputs.ts";
import type { Path } from "./places.ts";

/** Whether what is said of each input fits together. */
export function checkInputs(specs: Record<string, InputSpec>, path: Path, findings: Findings): void {
  for (const [name, spec] of Object.entries(specs)) checkInput(name, spec, [...path, name], findings);
}

function checkInput(name: string, spec: InputSpec, path: Path, findings: Findings): void {
  const before = findings.issues.length;
  for (const [key, types] of Object.entries(ONLY_FOR)) {
    if (spec[key as keyof InputSpec] === undefined || types.includes(spec.type)) continue;
    findings.errorAtKey([...path, key], `"${key}" goes with ${types.join(" or ")}, not with ${spec.type}`);
  }
  if (spec.type === "enum" && !spec.values) {
    findings.error([...path, "type"], `"${name}" lacks the "values" that it may have, such as [low, high]`);
  }
  checkBounds(spec, "minimum", "maximum", path, findings);
  checkBounds(spec, "minLength", "maxLength", path, findings);
  if (spec.pattern !== undefined) checkPattern(spec.pattern, [...path, "pattern"], findings);
  if (spec.items) checkInput("items", spec.items, [...path, "items"], findings);
  if (spec.properties) checkInputs(spec.properties, [...path, "properties"], findings);
  if (findings.issues.length === before) checkDefault(name, spec, path, findings);
}

const ONLY_FOR: Record<string, InputSpec["type"][]> = {
  values: ["enum"],
  items: ["list"],
  properties: ["object"],
  minimum: ["number", "integer"],
  maximum: ["number", "integer"],
  minLength: ["string"],
  maxLength: ["string"],
  pattern: ["string"],
};

function checkBounds(
  spec: InputSpec,
  low: "minimum" | "minLength",
  high: "maximum" | "maxLength",
  path: Path,
  findings: Findings,
): void {
  const [least, most] = [spec[low], spec[high]];
  if (least === undefined || most === undefined || least <= most) return;
  findings.error([...path, low], `"${low}" is above "${high}", so that nothing fits`);
}

function checkPattern(pattern: string, path: Path, findings: Findings): void {
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    findings.error(path, `this is no regular expression: ${(error as Error).message}`);
  }
}

function checkDefault(name: string, spec: InputSpec, path: Path, findings: Findings): void {
  const { default: preset, ...rest } = spec;
  if (preset === undefined || preset === null) return;
  for (const { message } of readInputs({ [name]: { ...rest, required: true } }, { [name]: preset }).issues) {
    findings.error([...path, "default"], `as a default, ${message}`);
  }
  if (spec.required) findings.warning([...path, "required"], `"${name}" has a default, so it is never missing`);
}
