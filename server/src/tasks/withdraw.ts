import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { PgBoss } from "pg-boss";
import { type Db, json, prepared, run } from "../db/database.ts";
import { endTask } from "./end.ts";

/** A part of a task is given up while the task goes on: what is open below `prefix` ends with it. */
export async function withdrawBelow(
  tx: Db,
  boss: PgBoss,
  taskId: number,
  prefix: string,
  actor: ActorRecord,
): Promise<void> {
  const subtasks = await run<{ id: number }>(tx, SUBTASKS, [taskId, prefix]);
  await run(tx, STEPS, [taskId, prefix]);
  await run(tx, QUESTIONS, [taskId, prefix, json(actor)]);
  await run(tx, EVENT_WAITS, [taskId, prefix]);
  for (const { id } of subtasks) {
    await endTask(tx, boss, id, {
      status: "cancelled",
      reason: { code: "cancelled", text: `task #${taskId} needs it no more` },
      error: null,
      actor,
    });
  }
}

const SUBTASKS = prepared(
  "tasks_withdraw_subtasks",
  `select id from tasks where parent_task_id = $1 and starts_with(parent_step_path, $2)
     and status not in ('complete', 'error', 'cancelled') order by id for no key update`,
);
const STEPS = prepared(
  "tasks_withdraw_steps",
  `update steps set status = 'cancelled', ended_at = clock_timestamp()
   where task_id = $1 and starts_with(path, $2) and status in ('running', 'waiting')`,
);
const QUESTIONS = prepared(
  "tasks_withdraw_questions",
  `update interactions set status = 'withdrawn', decided_at = clock_timestamp(), decided_by = $3::jsonb
   where task_id = $1 and starts_with(step_path, $2) and status = 'open'`,
);
const EVENT_WAITS = prepared(
  "tasks_withdraw_event_waits",
  `delete from event_waits where task_id = $1 and starts_with(step_path, $2)`,
);
