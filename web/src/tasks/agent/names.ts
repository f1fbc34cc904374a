import type { Step } from "@taskwright/api/step.ts";
import { costOf } from "../../format/money.ts";
import { number } from "../../format/number.ts";
import { text } from "../../text.ts";
import type { TimelineNode } from "../nest.ts";

/** Whether the agent's work gave the step its name, as `sort.turn2.call1`: such a name tells a person nothing. */
export function isNumbered(path: string): boolean {
  return /\.(turn|summary)\d+(\.call\d+)?$/.test(path);
}

/** What a part of an agent's work is called: its turns, its summaries, its notes and calls. */
export function agentPart({ name, step }: TimelineNode): string | undefined {
  if (step?.kind === "model") {
    const turn = /^turn(\d+)$/.exec(name);
    return turn ? text.steps.turn(Number(turn[1])) : text.steps.summing;
  }
  if (step?.kind === "note") return text.steps.own[step.tool ?? ""] ?? step.tool ?? undefined;
  return step?.kind === "use" && /^call\d+$/.test(name) ? (step.tool ?? undefined) : undefined;
}

/** What a turn took, as far as it has ended: "3,210 read (2,900 cached), 88 written · $0.0021". */
export function turnText({ usage }: Pick<Step, "usage">): string | null {
  if (!usage) return null;
  const cached = usage.tokensCached > 0 ? number(usage.tokensCached) : null;
  const tokens = text.steps.turnUsage(number(usage.tokensIn), cached, number(usage.tokensOut));
  const parts = [tokens];
  if (usage.costMicros !== null) parts.push(costOf(usage.costMicros));
  if (usage.estimated) parts.push(text.task.estimated);
  return parts.join(" · ");
}
