import type { StepResult } from "../engine/visit.ts";

const ORDER = ["cancelled", "failed", "stopped", "parked"] as const;

/** What several lanes come to together; undefined: all are done. A failure counts for more than the stop it caused. */
export function foremost(results: StepResult[]): StepResult | undefined {
  for (const type of ORDER) {
    const found = results.find((result) => result.type === type);
    if (found) return found;
  }
  return undefined;
}
