import type { TaskError, TaskSpent } from "@taskwright/api/task.ts";
import { type Db, jsonText, prepared, run } from "../db/database.ts";
import type { Holder } from "./journal.ts";

/** What a turn took whose answer nobody waits for any more, since the task is not this worker's. */
export interface LateTurn {
  path: string;
  attempt: number;
  error: TaskError;
  cost: TaskSpent;
}

/**
 * Past the fence, as sums alone: a sub-task that its parent's end took along has ended before its worker
 * knows, and the provider is paid all the same. A task that another worker has by now gets it on the agent's
 * day only: its own sums are that worker's to write. One that was shown is that worker's to count altogether
 * (lost-turns.ts); one so young that nobody was shown it has no row to say it.
 */
export async function addLateSpending(db: Db, holder: Holder, { path, attempt, error, cost }: LateTurn): Promise<void> {
  await run(db, ADD, [holder.taskId, path, attempt, jsonText(error), jsonText(cost), holder.agentId]);
}

const ADD = prepared(
  "engine_late_spending",
  `with counted as (
     select from steps where task_id = $1 and path = $2 and attempt = $3 and status in ('running', 'error') and input -> 'sent' is not null
   ), ended as (
     update tasks t set spent = (
       select jsonb_object_agg(key, coalesce((t.spent ->> key)::bigint, 0) + value::bigint) from jsonb_each_text($5::jsonb) as cost(key, value)
     ) where t.id = $1 and t.ended_at is not null and not exists (select from counted)
     returning t.id
   ), step as (
     update steps s set error = $4::json from ended
     where s.task_id = ended.id and s.path = $2 and s.attempt = $3 and s.status = 'cancelled'
   )
   insert into agent_days (agent_id, day, cost_micros, tokens, calls, running_ms)
   select a.id, (clock_timestamp() at time zone coalesce(a.hours ->> 'zone', 'UTC'))::date,
     ($5::jsonb ->> 'costMicros')::bigint, ($5::jsonb ->> 'tokensNew')::bigint, 0, 0
   from agents a where a.id = $6 and not exists (select from counted)
   on conflict (agent_id, day) do update set
     cost_micros = agent_days.cost_micros + excluded.cost_micros, tokens = agent_days.tokens + excluded.tokens`,
);
