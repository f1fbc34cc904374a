import { sentence } from "@taskwright/api/sentence.ts";
import type { CompiledAsk } from "../definitions/compiled.ts";
import { expireInteraction } from "../interactions/expire.ts";
import { done, evaluate, evaluateText, failed, PARKED, type StepResult, STOPPED, type Visit } from "../engine/visit.ts";
import { madeAnswer } from "./made-answer.ts";
import { askPerson, stayParked } from "./question.ts";
import { assume } from "./rehearse.ts";

const DEFAULT_ASSIGNEES = { approval: ["role:approver"], question: ["role:operator"] };

/** A person decides or answers; what that means for the task is the definition's to say. */
export async function walkAsk(visit: Visit<CompiledAsk>): Promise<StepResult> {
  const { segment, step, scope, row } = visit;
  if (row?.status === "complete") return resultOf(step, row.output as Answer);
  if (row?.wait?.type === "person") {
    const { until } = row.wait;
    if (until === null || new Date(until) > segment.now()) return stayParked(visit, row.wait);
    return await expire(visit, row.wait.interactionId);
  }
  if (segment.task.dry_run?.approvals === "assume") return assumeAnswer(visit);
  const to = await evaluate(step.to, scope);
  const question = {
    kind: step.ask === "approval" ? ("approval" as const) : ("assistance" as const),
    purpose: step.purpose ?? ("result" as const),
    title:
      visit.title ?? (step.ask === "approval" ? `Approve "${step.id}"?` : `A question about "${segment.task.title}"`),
    body: await evaluateText(step.body, scope),
    form: step.form,
    subject: await evaluate(step.subject, scope),
    assignees: assigneesOf(to) ?? DEFAULT_ASSIGNEES[step.ask],
    dueMs: step.dueMs ?? step.timeoutMs,
  };
  return await askPerson(visit, question, step.about === undefined ? {} : { input: step.about });
}

function assumeAnswer(visit: Visit<CompiledAsk>): StepResult {
  const { step, segment } = visit;
  return assume(visit, {
    outcome: step.ask === "approval" ? "approved" : "answered",
    approved: step.ask === "approval",
    answer: madeAnswer(step.form),
    comment: null,
    by: "dry run",
    at: segment.now().toISOString(),
  });
}

interface Answer {
  outcome: "approved" | "rejected" | "answered";
  comment: string | null;
  by: string;
  answer: unknown;
}

function resultOf(step: CompiledAsk, answer: Answer): StepResult {
  if (step.goesOn && !step.goesOn(answer.answer)) {
    return failed("stopped", `${answer.by} decided not to go on${answer.comment ? `: ${answer.comment}` : "."}`, {
      sentence: sentence("failed.given_up", saidBy(answer)),
    });
  }
  if (answer.outcome !== "rejected" || step.onReject === "continue") return done(answer);
  const text = `Rejected by ${answer.by}${answer.comment ? `: ${answer.comment}` : "."}`;
  const said = sentence("failed.rejected", saidBy(answer));
  return step.onReject === "cancel"
    ? { type: "cancelled", text, sentence: said }
    : failed("rejected", text, { sentence: said });
}

function saidBy({ by, comment }: Answer) {
  return { by, why: comment ?? undefined };
}

/** Nobody answered in time: an approval counts as rejected, a question has failed. */
async function expire(visit: Visit<CompiledAsk>, interactionId: number): Promise<StepResult> {
  const { segment, step } = visit;
  const output = await segment.alone(async (tx) => await expireInteraction(tx, interactionId));
  if (output === undefined) return STOPPED;
  // Somebody answered at the last moment: the next segment reads it.
  if (output === null) return PARKED;
  if (step.ask === "question")
    return failed("no_answer", `Nobody answered "${visit.title ?? step.id}" in time.`, {
      sentence: sentence("failed.no_answer", { step: visit.title ?? step.id }),
    });
  return resultOf(step, output as Answer);
}

function assigneesOf(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null;
  const assignees = value.filter((each): each is string => typeof each === "string" && /^(user|role):.+/.test(each));
  return assignees.length > 0 ? assignees : null;
}
