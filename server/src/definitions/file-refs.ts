import type { InputSpec } from "@taskwright/api/language.ts";
import { isFileSpec } from "./input-problem.ts";

/** The ids of all files that valid inputs refer to, each once. */
export function fileRefs(specs: Record<string, InputSpec>, inputs: Record<string, unknown>): number[] {
  const ids = new Set<number>();
  for (const [name, spec] of Object.entries(specs)) collect(spec, inputs[name], ids);
  return [...ids];
}

function collect(spec: InputSpec, value: unknown, ids: Set<number>): void {
  if (value === undefined || value === null) return;
  if (isFileSpec(spec)) {
    ids.add((value as { file: number }).file);
  } else if (spec.type === "list" && spec.items) {
    for (const member of value as unknown[]) collect(spec.items, member, ids);
  } else if (spec.type === "object" && spec.properties) {
    for (const id of fileRefs(spec.properties, value as Record<string, unknown>)) ids.add(id);
  }
}
