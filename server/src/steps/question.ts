import { sentence } from "@taskwright/api/sentence.ts";
import { assigneesText } from "../interactions/interaction.ts";
import { type NewInteraction, openInteraction } from "../interactions/open.ts";
import { type Wait, writeStep } from "../engine/step-rows.ts";
import { PARKED, type StepResult, STOPPED, stepWrite, type Visit } from "../engine/visit.ts";

type Question = Pick<
  NewInteraction,
  "kind" | "purpose" | "title" | "body" | "form" | "subject" | "assignees" | "call" | "rule"
> & {
  dueMs: number | null;
  /** of a handover: what may be called meanwhile */
  tools?: string[];
};
type PersonWait = Extract<Wait, { type: "person" }>;

/** Asks and parks: the question, the waiting step and their events are one transaction. */
export async function askPerson(
  visit: Visit,
  question: Question,
  step: Parameters<typeof stepWrite>[2] = {},
): Promise<StepResult> {
  const { segment, path, attempt } = visit;
  const dueAt = question.dueMs === null ? null : new Date(segment.now().getTime() + question.dueMs);
  const words = waitWords(question);
  const opened = await segment.alone(async (tx) => {
    const interactionId = await openInteraction(tx, {
      ...question,
      workspaceId: segment.task.workspace_id,
      taskId: segment.task.id,
      stepPath: path,
      stepAttempt: attempt,
      dueAt,
      actor: segment.actor,
    });
    const wait: PersonWait = {
      type: "person",
      interactionId,
      purpose: question.purpose,
      until: dueAt?.toISOString() ?? null,
      ...words,
      ...(question.tools ? { tools: question.tools } : {}),
    };
    const write = stepWrite(visit, "waiting", { ...step, wait });
    await writeStep(tx, segment.task.id, write);
    return { wait, write };
  });
  if (!opened) return STOPPED;
  segment.remember(opened.write);
  return stayParked(visit, opened.wait);
}

export function stayParked(visit: Visit, wait: PersonWait): StepResult {
  visit.segment.waits.push({
    until: wait.until === null ? null : new Date(wait.until),
    reason: {
      code: "person",
      text: wait.text,
      ...(wait.sentence && { sentence: wait.sentence }),
      stepPath: visit.path,
      interactionIds: [wait.interactionId],
      ...(wait.until ? { until: wait.until } : {}),
    },
  });
  return PARKED;
}

function waitWords({ kind, title, assignees }: Question): Pick<PersonWait, "text" | "sentence"> {
  const who = assigneesText(assignees);
  const parts = { who: assignees, title };
  if (kind === "approval")
    return { text: `waiting for approval by ${who}: ${title}`, sentence: sentence("waiting.approval", parts) };
  if (kind === "handover")
    return { text: `handed over to ${who}: ${title}`, sentence: sentence("waiting.handover", parts) };
  return { text: `waiting for an answer from ${who}: ${title}`, sentence: sentence("waiting.answer", parts) };
}
