import type { PgBoss } from "pg-boss";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import { newJobId, sendJobs } from "../tasks/queue.ts";
import { wakeTask } from "../tasks/wake.ts";

/**
 * What a lifted stop held goes on: queued tasks get a job again, parked calls are looked at again. Done
 * by whoever lifts it, and again by any worker if that one did not come to an end.
 */
export async function releaseStop(db: Db, boss: PgBoss, id: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    // Tasks first and then the stop, as a claim locks them: each would wait for the other.
    const tasks = await run<{ id: number; agent_id: number; priority: number; idle: boolean; isNew: boolean }>(
      tx,
      HELD,
      [id],
    );
    if ((await run(tx, TAKE, [id])).length === 0) return;
    // A claim that saw it in force has held another one since: whoever comes next takes that too.
    if ((await run(tx, MISSED, [id, tasks.map((task) => task.id)])).length > 0) return;
    const jobs = tasks
      .filter(({ idle }) => idle)
      .map((task) => ({
        jobId: newJobId(task.priority),
        taskId: task.id,
        agentId: task.agent_id,
        priority: task.priority,
        isNew: task.isNew,
      }));
    await run(tx, QUEUE, [jobs.map(({ taskId }) => taskId), jobs.map(({ jobId }) => jobId)]);
    await sendJobs(tx, boss, jobs);
    for (const task of tasks) if (!task.idle) await wakeTask(tx, boss, task.id);
    await run(tx, RELEASED, [id]);
    await run(tx, FORGET, [id]);
  });
}

const TAKE = prepared(
  "stops_take",
  `select id from stops where id = $1 and lifted_at is not null and released_at is null for update skip locked`,
);
const RELEASED = prepared("stops_release", `update stops set released_at = clock_timestamp() where id = $1`);
// Tasks in the order of their ids, as everyone locks them.
const HELD = prepared(
  "stops_held",
  `select t.id, t.agent_id, t.priority, t.status = 'queued' and t.job_id is null as idle,
     t.started_at is null and t.parent_task_id is null as "isNew" from tasks t
   where t.id in (select task_id from stopped_work where stop_id = $1)
     and t.status not in ('complete', 'error', 'cancelled')
   order by t.id for no key update`,
);
const MISSED = prepared(
  "stops_missed",
  `select from stopped_work w join tasks t on t.id = w.task_id
   where w.stop_id = $1 and t.status not in ('complete', 'error', 'cancelled') and t.id <> all($2::bigint[]) limit 1`,
);
const QUEUE = prepared(
  "stops_queue",
  `update tasks t set job_id = given.job_id, reason = null from unnest($1::bigint[], $2::uuid[]) as given(id, job_id)
   where t.id = given.id`,
);
const FORGET = prepared("stops_forget", `delete from stopped_work where stop_id = $1`);
