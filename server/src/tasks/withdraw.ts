import { sentence } from "@taskwright/api/sentence.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { PgBoss } from "pg-boss";
import { type Db, json, prepared, run } from "../db/database.ts";
import { endTask } from "./end.ts";

/** A step is given up while its task goes on: what is open of it, and below it, ends. */
export async function withdrawStep(
  tx: Db,
  boss: PgBoss,
  taskId: number,
  path: string,
  actor: ActorRecord,
): Promise<void> {
  const subtasks = await run<{ id: number }>(tx, SUBTASKS, [taskId, path]);
  await run(tx, STEPS, [taskId, path]);
  await run(tx, QUESTIONS, [taskId, path, json(actor)]);
  await run(tx, EVENT_WAITS, [taskId, path]);
  for (const { id } of subtasks) {
    await endTask(tx, boss, id, {
      status: "cancelled",
      reason: {
        code: "cancelled",
        text: `task #${taskId} needs it no more`,
        sentence: sentence("cancelled.not_needed", { task: taskId }),
      },
      error: null,
      actor,
    });
  }
}

/** The step itself, the steps in it, and the rounds of an `each`; not those that deal with its failure. */
function at(column: string): string {
  return `(${column} = $2 or starts_with(${column}, $2 || '[')
    or (starts_with(${column}, $2 || '.') and not starts_with(${column}, $2 || '.on_error.')))`;
}

const SUBTASKS = prepared(
  "tasks_withdraw_subtasks",
  `select id from tasks where parent_task_id = $1 and ${at("parent_step_path")}
     and status not in ('complete', 'error', 'cancelled') order by id for no key update`,
);
const STEPS = prepared(
  "tasks_withdraw_steps",
  `update steps set status = 'cancelled', ended_at = clock_timestamp()
   where task_id = $1 and ${at("path")} and status in ('running', 'waiting')`,
);
const QUESTIONS = prepared(
  "tasks_withdraw_questions",
  `update interactions set status = 'withdrawn', decided_at = clock_timestamp(), decided_by = $3::jsonb
   where task_id = $1 and ${at("step_path")} and status = 'open'`,
);
const EVENT_WAITS = prepared(
  "tasks_withdraw_event_waits",
  `delete from event_waits where task_id = $1 and ${at("step_path")}`,
);
