import { type Sentence, sentence } from "@taskwright/api/sentence.ts";
import type { SkipStep } from "@taskwright/api/task-control.ts";
import type { StepKind, StepStatus } from "@taskwright/api/step.ts";
import type { PgBoss } from "pg-boss";
import { type Actor, actorRecord } from "../access/actor.ts";
import { type Db, inTransaction, json, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvents, type NewEvent } from "../events/append.ts";
import { type Change, type LockedTask, lockTask, refuseEnded } from "./change.ts";
import { newJobId, sendJobs } from "./queue.ts";
import { QUEUE_AGAIN } from "./resume.ts";
import { REOPEN_BLOCKS, REOPEN_CALLS, REOPEN_CANCELLED, RESTART_TIMEOUT } from "./retry.ts";
import { wakeTask } from "./wake.ts";
import { withdrawStep } from "./withdraw.ts";

/**
 * Goes on without a step: one at which the task failed, or one that waits for a person, a moment, an
 * event, a sub-task or its next attempt. Later steps find `output` in its place, or null.
 */
export async function skipStep(
  db: Db,
  boss: PgBoss,
  actor: Actor,
  id: number,
  { path, output, reason }: SkipStep,
): Promise<Change> {
  return await inTransaction(db, async (tx) => {
    const task = await lockTask(tx, actor, id);
    if (task.status !== "error") refuseEnded(task, "skip");
    const [step] = await run<LatestRow>(tx, LATEST, [id, path]);
    if (!step)
      throw conflict(
        `Task #${id} has no step "${path}", or it has not begun. Only steps under way are skipped.`,
        sentence("refused.no_step", { task: id, step: path }),
      );
    if (task.status === "error") refuseFailed(task, step);
    else refuseWaiting(task, step);

    const questions = await run<{ id: number }>(tx, QUESTIONS, [id, path]);
    await withdrawStep(tx, boss, id, path, actorRecord(actor));
    await run(tx, SKIP, [id, path, step.attempt, json(output ?? null)]);
    const event = (kind: string, data: Record<string, unknown>): NewEvent => ({
      workspaceId: task.workspace_id,
      taskId: id,
      kind,
      actor,
      data,
    });
    await appendEvents(tx, [
      ...questions.map((question) => event("interaction.withdrawn", { interactionId: question.id, stepPath: path })),
      event("step.skipped", {
        path,
        attempt: step.attempt,
        kind: step.kind,
        ...(step.title === null ? {} : { title: step.title }),
        ...(reason ? { reason } : {}),
        given: output !== undefined && output !== null,
      }),
    ]);
    if (task.status === "error") await goOn(tx, boss, task, path);
    else await wakeTask(tx, boss, id);
    return said(task, step);
  });
}

interface LatestRow {
  kind: StepKind;
  title: string | null;
  status: StepStatus;
  attempt: number;
  waits_for: string | null;
  handled: boolean;
}

/** A task that ended in error goes on as after a retry, with nothing but this step's failure forgotten. */
async function goOn(tx: Db, boss: PgBoss, task: LockedTask, path: string): Promise<void> {
  await run(tx, REOPEN_BLOCKS, [task.id, path]);
  await run(tx, REOPEN_CALLS, [task.id, path]);
  await run(tx, REOPEN_CANCELLED, [task.id, path]);
  await run(tx, RESTART_TIMEOUT, [task.id]);
  const jobId = newJobId(task.priority);
  await run(tx, QUEUE_AGAIN, [task.id, jobId]);
  await sendJobs(tx, boss, [{ jobId, taskId: task.id, agentId: task.agent_id, priority: task.priority }]);
}

function refuseFailed(task: LockedTask, step: LatestRow): void {
  if (task.parent_task_id !== null) {
    throw conflict(
      `Task #${task.id} is a part of task #${task.parent_task_id}, which has its result. Skip the step there.`,
      sentence("refused.skip_in_parent", { task: task.id, parent: task.parent_task_id }),
    );
  }
  const failed = (step.status === "error" && !step.handled) || step.status === "cancelled";
  if (!failed)
    throw conflict(
      `This step ${IS[step.status]}; the task did not fail at it. Skip the step that failed.`,
      sentence("refused.skip_not_failed", { status: step.status }),
    );
}

function refuseWaiting(task: LockedTask, step: LatestRow): void {
  if (step.status === "running" && BLOCKS.includes(step.kind))
    throw conflict("This is a block of steps. Skip the step in it that waits.", sentence("refused.skip_block", {}));
  if (step.status === "running")
    throw conflict(
      "This step is under way; what it has begun cannot be left out. Wait for its end, or cancel the task.",
      sentence("refused.skip_under_way", {}),
    );
  if (step.status !== "waiting")
    throw conflict(
      `This step ${IS[step.status]}; there is nothing to skip.`,
      sentence("refused.skip_done", { status: step.status }),
    );
  // A worker that is at this task may take up a moment that has come before it learns of the skip. A
  // question is closed by whoever is first, so that one may be skipped beside running steps.
  if (task.status === "running" && step.waits_for !== "person")
    throw conflict(
      "The task is at work beside this step. Pause it, then skip the step, then resume.",
      sentence("refused.skip_at_work", {}),
    );
}

const BLOCKS: StepKind[] = ["steps", "parallel", "each"];
const IS: Record<StepStatus, string> = {
  running: "is under way",
  waiting: "waits",
  complete: "is complete",
  error: "failed, and the definition dealt with that",
  skipped: "was skipped",
  cancelled: "was cancelled",
};

function conflict(message: string, said: Sentence): AppError {
  return new AppError("conflict", message, { sentence: said });
}

function said(task: LockedTask, step: LatestRow): Change {
  const isAsked = step.waits_for === "person";
  const asked = isAsked ? " What was asked is withdrawn." : "";
  const skipped = isAsked ? "change.skipped_withdrawn" : "change.skipped";
  if (task.status === "paused")
    return {
      effect: "now",
      message: `Skipped.${asked} The task is paused; it goes on behind it when it is resumed.`,
      sentence: sentence(`${skipped}_in_pause`, {}),
    };
  if (task.status === "running")
    return {
      effect: "next_boundary",
      message: `Skipped.${asked} The task goes on behind it after the step under way.`,
      sentence: sentence(`${skipped}_at_work`, {}),
    };
  return {
    effect: "now",
    message: `Skipped.${asked} The task goes on behind it.`,
    sentence: sentence(skipped, {}),
  };
}

const LATEST = prepared(
  "tasks_skip_latest",
  `select kind, title, status, attempt, wait ->> 'type' as waits_for, coalesce((error ->> 'handled')::boolean, false) as handled
   from steps where task_id = $1 and path = $2 order by attempt desc limit 1`,
);
const QUESTIONS = prepared(
  "tasks_skip_questions",
  `select id from interactions where task_id = $1 and step_path = $2 and status = 'open' order by id`,
);
const SKIP = prepared(
  "tasks_skip",
  `update steps set status = 'skipped', output = $4::json, wait = null, ended_at = clock_timestamp()
   where task_id = $1 and path = $2 and attempt = $3`,
);
