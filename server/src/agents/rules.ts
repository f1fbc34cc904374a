import type { AgentToolRule } from "@taskwright/api/agent.ts";
import { AppError, messageOf } from "../errors.ts";

/** Throws where a condition cannot be read; handed in, because the language of conditions is a room above. */
export type CheckCondition = (source: string) => unknown;

/** A rule that cannot be read would decide nothing when it matters. */
export function checkRules(rules: AgentToolRule[] | null | undefined, check: CheckCondition): void {
  for (const [at, { tool, when }] of (rules ?? []).entries()) {
    if (when === undefined) continue;
    try {
      check(when);
    } catch (error) {
      throw new AppError(
        "unprocessable",
        `The condition of rule ${at + 1} (${tool}) cannot be read: ${messageOf(error)}`,
        {
          details: { path: `tools[${at}].when` },
        },
      );
    }
  }
}
