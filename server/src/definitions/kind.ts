import type { Step } from "@taskwright/api/language.ts";
import type { StepKind } from "./compiled.ts";

/** A step's kind is the key it has; `each` comes with `steps`, so it is looked for first. */
export const STEP_KINDS = ["use", "agent", "ask", "set", "wait", "task", "each", "parallel", "steps"] as const;

export function kindOf(step: Step): StepKind {
  return STEP_KINDS.find((kind) => Object.hasOwn(step, kind)) ?? "steps";
}
