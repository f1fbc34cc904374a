import { type Sentence, sentence } from "@taskwright/api/sentence.ts";
import type { TaskStatus } from "@taskwright/api/task.ts";
import type { Actor } from "../access/actor.ts";
import { type Db, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { noTask } from "./task.ts";

/** What a person's verb came to. `next_boundary`: the step under way ends first. */
export interface Change {
  effect: "now" | "next_boundary" | "none";
  message: string;
  /** the message for other languages */
  sentence: Sentence;
}

export interface LockedTask {
  id: number;
  workspace_id: number;
  status: TaskStatus;
  requested: "pause" | "cancel" | null;
  agent_id: number;
  priority: number;
  job_id: string | null;
  parent_task_id: number | null;
  started_at: Date | null;
  /** still to come */
  start_at: Date | null;
}

/** The task, its row (and its parent's, in order) locked for a change. */
export async function lockTask(tx: Db, actor: Actor, id: number): Promise<LockedTask> {
  const rows = await run<LockedTask>(tx, LOCK, [id, actor.workspaceId]);
  const task = rows.find((row) => row.id === id);
  if (!task || task.workspace_id !== actor.workspaceId) throw noTask(id);
  return task;
}

const LOCK = prepared(
  "tasks_lock",
  `select id, workspace_id, status, requested, agent_id, priority, job_id, parent_task_id, started_at,
     case when start_at > now() then start_at end as start_at
   from tasks
   where id = $1 or id = (select parent_task_id from tasks where id = $1 and workspace_id = $2)
   order by id for no key update`,
);

const ENDED: Partial<Record<TaskStatus, string>> = {
  complete: "complete",
  error: "ended in error",
  cancelled: "cancelled",
};

/** "is complete already": for verbs that come too late. */
export function refuseEnded(task: LockedTask, verb: string): void {
  const ended = ENDED[task.status];
  if (ended)
    throw new AppError("conflict", `Task #${task.id} is ${ended} already; there is nothing to ${verb}.`, {
      details: { status: task.status },
      sentence: sentence("refused.ended", { task: task.id, status: task.status }),
    });
}
