import type { PgBoss } from "pg-boss";
import { type Db, prepared, run } from "../db/database.ts";
import { WAITED } from "./clocks.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { seatsFor } from "./at-once.ts";
import { CLAIMED_COLUMNS, type ClaimedTask, mustQueue, STARTED } from "./claimed.ts";
import { dropJobs, JOB_ID_ORDER, newJobId, queueJobs } from "./queue.ts";

/**
 * Something a parked task may wait for is there. A waiting task is queued, with its one job; a
 * running one is told by its wakes, which its segment compares before it parks; a paused one looks
 * when it is resumed. Harmless when there was nothing to wake for: the segment parks again.
 */
export async function wakeTask(tx: Db, boss: PgBoss, taskId: number): Promise<void> {
  const seats = seatsFor(boss, tx, 1);
  const [task] = await run<WokenTask>(tx, WAKE, [taskId, seats?.worker ?? null, newJobId(0)]);
  if (!task) return;
  // Its old job is the one that would have woken it later.
  dropJobs(tx, boss, [task.old_job]);
  if (task.status === "running") {
    seats!.take([task]);
    pokeAfterCommit(tx, "events");
  } else {
    await queueJobs(tx, boss, [{ jobId: task.job_id!, taskId, agentId: task.agent_id, priority: task.priority }]);
  }
}

/** One that waited. */
interface WokenTask extends ClaimedTask {
  status: "queued" | "running";
  old_job: string | null;
  job_id: string | null;
}

// With a worker that has room for it, $2, it runs at once. The new job's id is made before the priority is known,
// whose place are its first two digits.
const WAKE = prepared(
  "tasks_wake",
  `with before as (
     select t.id, t.status = 'waiting' as waited, t.status = 'waiting' and $2::text is not null and not ${mustQueue("t")} as begins, t.job_id
     from tasks t where t.id = $1 and t.status not in ('complete', 'error', 'cancelled')
     for no key update
   ), woken as (
     update tasks t set
       wakes = t.wakes + 1,
       status = case when before.begins then 'running' when before.waited then 'queued' else t.status end,
       attempt = t.attempt + before.begins::int,
       worker = case when before.begins then $2 else t.worker end,
       job_id = case when before.begins then null
         when before.waited then overlay($3::text placing ${JOB_ID_ORDER} from 1 for 2)::uuid else t.job_id end,
       reason = case when before.waited then null else t.reason end,
       ${WAITED},
       status_since = case when before.waited then clock_timestamp() else t.status_since end
     from before
     where t.id = before.id
     returning t.*, before.waited, before.job_id as old_job, 'queued' as status_before, null as worker_before
   ), claimed as (
     select * from woken where status = 'running' and waited
   ), logged as (${STARTED}
   )
   select ${CLAIMED_COLUMNS}, c.status, c.job_id, c.old_job
   from woken c join agents a on a.id = c.agent_id join definitions d on d.id = c.definition_id
   where c.waited`,
);
