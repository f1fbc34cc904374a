import { sentence } from "@taskwright/api/sentence.ts";
import type { TaskError } from "@taskwright/api/task.ts";
import type { PgBoss } from "pg-boss";
import { type Db, json, prepared, run } from "../db/database.ts";
import { wakeTask } from "./wake.ts";

export interface EndedTask {
  id: number;
  status: "complete" | "error" | "cancelled";
  outputs: unknown;
  error: TaskError | null;
}

/** A sub-task has ended: its parent's step has its result, in the same transaction. The parent's row must be locked. */
export async function resolveParentStep(
  tx: Db,
  boss: PgBoss,
  parent: { taskId: number; stepPath: string },
  ended: EndedTask,
): Promise<void> {
  const error = ended.status === "complete" ? null : errorOf(ended);
  const rows = await run(tx, RESOLVE, [
    parent.taskId,
    parent.stepPath,
    error === null ? "complete" : "error",
    error === null ? json(ended.outputs) : null,
    json(error),
    ended.id,
  ]);
  if (rows.length > 0) await wakeTask(tx, boss, parent.taskId);
}

function errorOf({ id, status, error }: EndedTask): TaskError {
  if (status === "cancelled")
    return {
      code: "subtask_cancelled",
      message: `Sub-task #${id} was cancelled.`,
      sentence: sentence("failed.subtask_cancelled", { task: id }),
      retryable: false,
    };
  return {
    code: "subtask_failed",
    message: `Sub-task #${id} failed: ${error?.message ?? "no reason given"}`,
    sentence: sentence("failed.subtask", { task: id, why: error?.message ?? "" }),
    retryable: error?.retryable ?? false,
    details: { taskId: id, error },
  };
}

const RESOLVE = prepared(
  "tasks_resolve_parent_step",
  `update steps set status = $3, output = $4::json, error = $5::json, wait = null, ended_at = clock_timestamp(),
     untrusted = exists (select from tasks c where c.id = $6 and c.untrusted is not null)
       or exists (select from steps s where s.task_id = $6 and s.untrusted)
   where task_id = $1 and path = $2 and status = 'waiting'
     and attempt = (select max(attempt) from steps where task_id = $1 and path = $2)
   returning path`,
);
