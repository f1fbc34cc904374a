import { setImmediate as nextTurn } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { type Db, json, prepared, run } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { CLAIMED, type ClaimedTask, mustQueue, STARTED } from "./claimed.ts";
import { CLOCKS } from "./clocks.ts";
import type { TaskJob } from "./queue.ts";

/** Room that this process' worker keeps for tasks which become runnable here. */
export interface Seats {
  /** whose they are then */
  worker: string;
  /** as far as it is known here: then the queue must have its tasks, and to try is in vain */
  isLimited(agentId: number): boolean;
  /** They run once they are committed. */
  take(tasks: ClaimedTask[]): void;
}

/**
 * Undefined: they go through the queue. In a transaction, its end gives back what was not taken; otherwise
 * `take` does.
 */
export type OfferSeats = (db: Db, count: number) => Seats | undefined;

const offers = new WeakMap<PgBoss, OfferSeats>();

/** The worker of this process, if it has one, is asked before the queue is. Returns how to end that. */
export function offerSeats(boss: PgBoss, offer: OfferSeats): () => void {
  offers.set(boss, offer);
  return () => {
    if (offers.get(boss) === offer) offers.delete(boss);
  };
}

export function seatsFor(boss: PgBoss, ...asked: Parameters<OfferSeats>): Seats | undefined {
  return offers.get(boss)?.(...asked);
}

/**
 * Resolves when tasks that have just begun had their turn: what they write first goes out before the request that
 * began them is answered, which takes this process about as long as the whole of a short task.
 */
export async function afterWork(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

/**
 * Takes queued tasks in the transaction that queues them: no job is made, fetched and removed. Only of agents
 * that have no limit, for pg-boss counts their jobs; and not while anything is stopped. Returns the other jobs.
 */
export async function claimAtOnce(tx: Db, seats: Seats, jobs: TaskJob[]): Promise<TaskJob[]> {
  if (jobs.some(({ agentId }) => seats.isLimited(agentId))) return jobs;
  const tasks = await run<ClaimedTask>(tx, CLAIM_AT_ONCE, [
    json(jobs.map(({ taskId, jobId }) => ({ task_id: taskId, job_id: jobId }))),
    seats.worker,
  ]);
  seats.take(tasks);
  if (tasks.length > 0) pokeAfterCommit(tx, "events");
  const taken = new Set(tasks.map(({ id }) => id));
  return jobs.filter(({ taskId }) => !taken.has(taskId));
}

// Whoever queued them has locked them.
const CLAIM_AT_ONCE = prepared(
  "tasks_claim_at_once",
  `with jobs as (
     select * from json_to_recordset($1::json) as j (task_id bigint, job_id uuid)
   ), claimed as (
     update tasks t set status = 'running', attempt = t.attempt + 1, worker = $2, job_id = null, reason = case when t.requested = 'cancel' then t.reason end,
       started_at = coalesce(t.started_at, clock_timestamp()), ${CLOCKS}
     from jobs
     where t.id = jobs.task_id and t.job_id = jobs.job_id and t.status = 'queued' and not ${mustQueue("t")}
     returning t.*, 'queued' as status_before, null as worker_before
   ), logged as (${STARTED}
   )${CLAIMED}`,
);
