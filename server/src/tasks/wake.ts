import type { PgBoss } from "pg-boss";
import { type Db, prepared, run } from "../db/database.ts";
import { WAITED } from "./clocks.ts";
import { dropJobs, JOB_ID_ORDER, newJobId, sendJobs } from "./queue.ts";

/**
 * Something a parked task may wait for is there. A waiting task is queued, with its one job; a
 * running one is told by its wakes, which its segment compares before it parks; a paused one looks
 * when it is resumed. Harmless when there was nothing to wake for: the segment parks again.
 */
export async function wakeTask(tx: Db, boss: PgBoss, taskId: number): Promise<void> {
  const [row] = await run<WokenRow>(tx, WAKE, [taskId, newJobId(0)]);
  if (row?.status !== "queued") return;
  // Its old job is the one that would have woken it later.
  dropJobs(tx, boss, [row.old_job]);
  await sendJobs(tx, boss, [{ jobId: row.job_id, taskId, agentId: row.agent_id, priority: row.priority }]);
}

interface WokenRow {
  status: string;
  old_job: string | null;
  job_id: string;
  agent_id: number;
  priority: number;
}

// The new job's id is made before the priority is known, whose place are its first two digits.
const WAKE = prepared(
  "tasks_wake",
  `with before as (select id, status, job_id from tasks where id = $1 for no key update)
   update tasks t set
     wakes = t.wakes + 1,
     status = case when t.status = 'waiting' then 'queued' else t.status end,
     reason = case when t.status = 'waiting' then null else t.reason end,
     job_id = case when t.status = 'waiting' then overlay($2::text placing ${JOB_ID_ORDER} from 1 for 2)::uuid else t.job_id end,
     ${WAITED},
     status_since = case when t.status = 'waiting' then clock_timestamp() else t.status_since end
   from before
   where t.id = before.id and t.status not in ('complete', 'error', 'cancelled')
   returning case when before.status = 'waiting' then t.status end as status, before.job_id as old_job, t.job_id, t.agent_id, t.priority`,
);
