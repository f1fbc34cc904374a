import { sentence } from "@taskwright/api/sentence.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { TaskError, TaskProgress, TaskReason } from "@taskwright/api/task.ts";
import type { PgBoss } from "pg-boss";
import { type Db, json, prepared, run } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { appendEvents, type NewEvent } from "../events/append.ts";
import { CLOCKS } from "./clocks.ts";
import { resolveParentStep } from "./parent.ts";
import { dropJobs } from "./queue.ts";

export interface Ending {
  status: "error" | "cancelled";
  reason: TaskReason | null;
  error: TaskError | null;
  actor: ActorRecord;
  progress?: TaskProgress;
}

/**
 * Ends a task that may have open ends: steps under way, people asked, sub-tasks, a job. They end with
 * it, and its parent's step gets its result. The caller holds the locks (`lockWithParent`).
 */
export async function endTask(tx: Db, boss: PgBoss, taskId: number, ending: Ending): Promise<void> {
  const [task] = await run<EndedRow>(tx, END, [
    taskId,
    ending.status,
    json(ending.reason),
    json(ending.error),
    json(ending.progress),
  ]);
  if (!task) return;
  await run(tx, END_STEPS, [taskId]);
  const withdrawn = await run<{ id: number; step_path: string }>(tx, WITHDRAW, [taskId, json(ending.actor)]);
  await run(tx, FORGET_EVENTS, [taskId]);
  dropJobs(tx, boss, [task.old_job]);
  const event = (kind: string, data: Record<string, unknown>): NewEvent => ({
    workspaceId: task.workspace_id,
    taskId,
    kind,
    actor: ending.actor,
    data,
  });
  await appendEvents(tx, [
    ...withdrawn.map(({ id, step_path }) => event("interaction.withdrawn", { interactionId: id, stepPath: step_path })),
    event(ending.status === "cancelled" ? "task.cancelled" : "task.failed", {
      reason: ending.reason,
      error: ending.error,
    }),
  ]);
  await endChildren(tx, boss, taskId, ending.actor);
  if (task.parent_task_id !== null && task.parent_step_path !== null) {
    const parent = { taskId: task.parent_task_id, stepPath: task.parent_step_path };
    await resolveParentStep(tx, boss, parent, {
      id: taskId,
      status: ending.status,
      outputs: null,
      error: ending.error,
    });
  }
  // Whoever runs it must learn that its fence is gone.
  pokeAfterCommit(tx, "control", String(taskId));
}

async function endChildren(tx: Db, boss: PgBoss, parentId: number, actor: ActorRecord): Promise<void> {
  const children = await run<{ id: number; status: string }>(tx, CHILDREN, [parentId]);
  for (const child of children) {
    await endTask(tx, boss, child.id, {
      status: "cancelled",
      reason: {
        code: "cancelled",
        text: `cancelled with task #${parentId}`,
        sentence: sentence("cancelled.with_parent", { task: parentId }),
      },
      error: null,
      actor,
    });
  }
}

/** Locks a task and the parent it may have to wake; in the order of their ids, as everyone does. */
export async function lockWithParent(tx: Db, taskId: number): Promise<void> {
  await run(tx, LOCK_FAMILY, [taskId]);
}

interface EndedRow {
  workspace_id: number;
  old_job: string | null;
  parent_task_id: number | null;
  parent_step_path: string | null;
}

const END = prepared(
  "tasks_end",
  `with before as (select id, job_id from tasks where id = $1)
   update tasks t set status = $2, reason = $3::jsonb, error = $4::jsonb, progress = coalesce($5::jsonb, t.progress), requested = null, job_id = null, worker = null,
     attempt = t.attempt + 1, ended_at = clock_timestamp(), ${CLOCKS}
   from before
   where t.id = before.id and t.status not in ('complete', 'error', 'cancelled')
   returning t.workspace_id, before.job_id as old_job, t.parent_task_id, t.parent_step_path`,
);
const END_STEPS = prepared(
  "tasks_end_steps",
  `update steps set status = 'cancelled', ended_at = clock_timestamp() where task_id = $1 and status in ('running', 'waiting')`,
);
const WITHDRAW = prepared(
  "tasks_end_interactions",
  `update interactions set status = 'withdrawn', decided_at = clock_timestamp(), decided_by = $2::jsonb
   where task_id = $1 and status = 'open' returning id, step_path`,
);
const FORGET_EVENTS = prepared("tasks_end_event_waits", `delete from event_waits where task_id = $1`);
const CHILDREN = prepared(
  "tasks_end_children",
  `select id, status from tasks where parent_task_id = $1 and status not in ('complete', 'error', 'cancelled')
   order by id for no key update`,
);
const LOCK_FAMILY = prepared(
  "tasks_lock_family",
  `select id from tasks
   where id = $1 or id = (select parent_task_id from tasks where id = $1)
   order by id for no key update`,
);
