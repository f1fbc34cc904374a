import { type Db, prepared, run } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { CLAIMED_COLUMNS, type ClaimedTask, mustQueue } from "./claimed.ts";
import { createdEvent, type Draft, draftValues, given, GIVEN_COLUMNS } from "./draft.ts";
import type { TaskRow } from "./task.ts";

/** A task that has just begun: all there is to know of it. */
export interface BegunTask extends ClaimedTask, Pick<TaskRow, "status" | "created_by" | "started_at" | "status_since"> {
  retry: unknown;
  worker: string;
}

/**
 * Creates tasks that begin at once, in one statement that is a transaction of its own. Left out are those of agents
 * with limits, what is stopped, and whatever is not as it was any more when its draft was made: they are created the
 * ordinary way. In the order given.
 */
export async function insertRunning(db: Db, worker: string, drafts: Draft[]): Promise<(BegunTask | undefined)[]> {
  const rows = await run<BegunTask & { place: number }>(db, INSERT_RUNNING, [...draftValues(drafts), worker]);
  if (rows.length > 0) pokeAfterCommit(db, "events");
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return drafts.map((_, index) => byPlace.get(index + 1));
}

/** Of shapes called s: the definition and the agent that were found for them are still those that were asked for. */
const IS_AS_FOUND = `exists (select from definitions d where d.id = s.definition_id and d.workspace_id = s.workspace_id
       and d.name = s.definition_name and d.current_version = s.definition_version and d.snapshot_id = s.snapshot_id)
     and exists (select from agents a where a.id = s.agent_id and a.workspace_id = s.workspace_id and case
       when s.agent_name is not null then a.name = s.agent_name
       else not exists (select from agents b where b.workspace_id = a.workspace_id and b.id < a.id) end)`;

const INSERT_RUNNING = prepared(
  "tasks_create_running",
  `with ${given(`where ${IS_AS_FOUND} and not ${mustQueue("s")}`)}, claimed as (
     insert into tasks (${GIVEN_COLUMNS}, status, attempt, worker, started_at)
     select ${GIVEN_COLUMNS}, 'running', 1, $3, clock_timestamp()
     from given
     order by place
     returning *
   ), logged as (
     insert into events (workspace_id, task_id, kind, actor, data)
     select e.* from (
       select ${createdEvent("c")} from claimed c
       union all
       select c.workspace_id, c.id, 'task.started', jsonb_build_object('type', 'agent', 'id', c.agent_id, 'name', a.name),
         jsonb_build_object('attempt', c.attempt, 'worker', c.worker, 'from', null)
       from claimed c join agents a on a.id = c.agent_id
     ) as e (workspace_id, task_id, kind, actor, data)
     order by e.task_id, e.kind
   )
   select ${CLAIMED_COLUMNS}, c.status, c.created_by, c.started_at, c.status_since, c.retry, c.worker, g.place
   from claimed c join given g on g.id = c.id join agents a on a.id = c.agent_id join definitions d on d.id = c.definition_id`,
);
