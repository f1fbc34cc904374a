import type { PgBoss } from "pg-boss";
import type { Actor } from "../access/actor.ts";
import { type Db, inTransaction, json, prepared, run } from "../db/database.ts";
import { appendEvent } from "../events/append.ts";
import { wakeTask } from "../tasks/wake.ts";

export interface OutsideEvent {
  name: string;
  key?: string | undefined;
  data?: unknown;
}

/** Something happened outside. Every step that waits for it has its result; their tasks go on. */
export async function publishEvent(db: Db, boss: PgBoss, actor: Actor, event: OutsideEvent): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const waits = await run<{ task_id: number; step_path: string }>(tx, TAKE, [
      actor.workspaceId,
      event.name,
      event.key ?? "",
    ]);
    const output = { name: event.name, key: event.key ?? null, data: event.data ?? null };
    for (const { task_id, step_path } of waits) {
      await run(tx, RESOLVE, [task_id, step_path, json(output)]);
      await appendEvent(tx, {
        workspaceId: actor.workspaceId,
        taskId: task_id,
        kind: "step.completed",
        actor,
        data: { path: step_path, kind: "wait", event: event.name },
      });
      await wakeTask(tx, boss, task_id);
    }
    await appendEvent(tx, {
      workspaceId: actor.workspaceId,
      kind: "event.published",
      actor,
      data: { name: event.name, key: event.key ?? null, woken: waits.length },
    });
    return waits.length;
  });
}

// Tasks before their waits, in the order of their ids, as everyone locks them.
const TAKE = prepared(
  "triggers_take_waits",
  `with wanted as materialized (
     select w.task_id, w.step_path from event_waits w
     where w.workspace_id = $1 and w.name = $2 and (w.key = $3 or w.key = '')
   ), locked as materialized (
     select t.id from tasks t where t.id in (select task_id from wanted) order by t.id for no key update
   )
   delete from event_waits w using wanted, locked
   where w.task_id = wanted.task_id and w.step_path = wanted.step_path and locked.id = w.task_id
   returning w.task_id, w.step_path`,
);
const RESOLVE = prepared(
  "triggers_resolve_step",
  `update steps set status = 'complete', output = $3::json, wait = null, ended_at = clock_timestamp()
   where task_id = $1 and path = $2 and status = 'waiting'`,
);
