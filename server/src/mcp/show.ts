import type { Interaction } from "@taskwright/api/interaction.ts";
import type { Task, TaskSummary } from "@taskwright/api/task.ts";
import { outcomesOf } from "../interactions/interaction.ts";
import { listInteractions } from "../interactions/read.ts";
import type { McpCall } from "./session.ts";

const MOST_QUESTIONS = 50;

/** A task as a model needs it: where it is, what came of it, what it asks. */
export async function showTask(call: McpCall, task: Task): Promise<object> {
  const { outputs, error, openInteractionIds } = task;
  const asked =
    openInteractionIds.length === 0
      ? []
      : (
          await listInteractions(call.services.database.db, call.actor, {
            task: task.id,
            status: "open",
            limit: MOST_QUESTIONS,
          })
        ).items;
  return {
    ...showTaskInList(call, task),
    outputs,
    error: error && { code: error.code, message: error.message, step: error.stepPath ?? null },
    questions: asked.map((question) => showQuestion(call, question)),
  };
}

export function showTaskInList({ page }: McpCall, task: TaskSummary): object {
  const { id, title, definition, status, reason, progress, createdAt, endedAt } = task;
  return {
    task: id,
    title,
    definition: definition.name,
    status,
    reason: reason?.text ?? null,
    percent: progress.percent,
    step: progress.title ?? progress.step,
    createdAt,
    endedAt,
    page: `${page}/tasks/${id}`,
  };
}

export function showQuestion({ page }: McpCall, question: Interaction): object {
  const { id, task, kind, status, title, body, form, subject, assignees, mine, dueAt, decision } = question;
  return {
    question: id,
    task: task.id,
    kind,
    status,
    title,
    body,
    form,
    subject,
    outcomes: outcomesOf(kind),
    askedOf: assignees,
    mayAnswer: mine,
    dueAt,
    decision,
    page: `${page}/inbox?request=${id}`,
  };
}
