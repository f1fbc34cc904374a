import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { Decision, InteractionKind, Outcome } from "@taskwright/api/interaction.ts";
import { sentence } from "@taskwright/api/sentence.ts";
import type { Actor } from "../access/actor.ts";
import { AppError } from "../errors.ts";

/** Whether this person is among those asked. Owners may always step in. */
export function isAssigned(actor: Actor, assignees: string[]): boolean {
  if (actor.role === "owner") return true;
  return assignees.some((assignee) => {
    const [kind, ...rest] = assignee.split(":");
    const name = rest.join(":").trim().toLowerCase();
    if (kind === "role") return actor.role === name;
    return kind === "user" && actor.login !== undefined && actor.login.toLowerCase() === name;
  });
}

export function noRequest(id: number): AppError {
  return new AppError("not_found", `There is no request ${id}.`, {
    sentence: sentence("refused.none", { noun: "request", id }),
  });
}

/** "role:approver" as people read it. */
export function assigneesText(assignees: string[]): string {
  return assignees
    .map((assignee) => (assignee.startsWith("role:") ? `any ${assignee.slice(5)}` : assignee.slice(5)))
    .join(" or ");
}

/** Outcomes that make sense for a kind of request. */
export function outcomesOf(kind: InteractionKind): Outcome[] {
  return kind === "approval" ? ["approve", "reject"] : ["answer"];
}

const PAST: Record<Outcome, string> = { approve: "approved", reject: "rejected", answer: "answered" };

/** What a decided question is to the steps after it: steps.<id>. A handover's answer is the result itself. */
export function outputOf(kind: InteractionKind, decision: Decision, by: ActorRecord, at: Date): unknown {
  if (kind === "handover") return decision.answer;
  return {
    outcome: PAST[decision.outcome],
    approved: decision.outcome === "approve",
    answer: decision.answer,
    comment: decision.comment,
    by: by.name,
    at: at.toISOString(),
  };
}
