import { readFileSync, readlinkSync } from "node:fs";
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { PgBoss } from "pg-boss";
import { bossDb } from "../db/boss.ts";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import { newJobId, queueJobs, TASK_QUEUE } from "../tasks/queue.ts";

/**
 * Tasks whose worker is gone are given back to the queue: their jobs fail, pg-boss offers them again
 * at once, and the next claim takes the fence. Gone is: quiet for three heartbeats in pg-boss'
 * instance registry (6 s), stopped, or, on this machine, a process that does not exist any more.
 */
export async function recoverTasks(db: Db, boss: PgBoss, own: { worker: string; running: number[] }): Promise<number> {
  const holders = await run<{ worker: string }>(db, HOLDERS);
  const others = holders.map(({ worker }) => worker).filter((worker) => worker !== own.worker);
  const mine = holders.some(({ worker }) => worker === own.worker);
  let count = 0;
  if (others.length > 0) {
    const live = new Set(
      (await boss.getInstances()).filter((instance) => instance.live).map((instance) => instance.name),
    );
    const dead = others.filter((worker) => !live.has(worker) || diedHere(worker));
    if (dead.length > 0) count += await giveBack(db, boss, dead, []);
  }
  // Ours, but not under way here: a segment that broke off with the database.
  if (mine) count += await giveBack(db, boss, [own.worker], own.running);
  return count;
}

async function giveBack(db: Db, boss: PgBoss, workers: string[], except: number[]): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const rows = await orphans(tx, workers, except);
    if (rows.length === 0) return 0;
    const ids = rows.map(({ job_id }) => job_id);
    await boss.fail(TASK_QUEUE, ids, { message: "its worker is gone" }, { db: bossDb(tx) });
    // It has begun: what keeps new tasks from it does not keep it.
    await run(tx, BEGUN, [ids]);
    // A task that runs nowhere needs a job, whatever became of the one it had; a job that exists stays as it is.
    await queueJobs(
      tx,
      boss,
      rows.map((row) => ({ jobId: row.job_id, taskId: row.id, agentId: row.agent_id, priority: row.priority })),
    );
    return rows.length;
  });
}

/** Locked, and each with the job it had, or the id of the one it is to get. */
async function orphans(tx: Db, workers: string[], except: number[]): Promise<Orphan[]> {
  const rows = await run<Omit<Orphan, "job_id"> & { job_id: string | null }>(tx, ORPHANS, [workers, except]);
  const all = rows.map((row) => ({ ...row, job_id: row.job_id ?? newJobId(row.priority) }));
  const jobless = all.filter((_, index) => rows[index]!.job_id === null);
  if (jobless.length > 0) await run(tx, GIVE_JOB, [jobless.map(({ id }) => id), jobless.map(({ job_id }) => job_id)]);
  return all;
}

const GIVE_JOB = prepared(
  "engine_give_job",
  `update tasks t set job_id = given.job_id from unnest($1::bigint[], $2::uuid[]) as given(id, job_id) where t.id = given.id`,
);

const BEGUN = prepared(
  "engine_begun",
  `update pgboss.job set group_tier = group_id where name = '${TASK_QUEUE}' and id = any($1::uuid[]) and group_tier <> group_id`,
);

interface Orphan {
  id: number;
  job_id: string;
  agent_id: number;
  priority: number;
}

const HOLDERS = prepared(
  "engine_holders",
  `select distinct worker from tasks where status = 'running' and worker is not null`,
);

// Claimed a moment ago and not yet known to its own worker's list is no orphan: hence the second. Given
// back already, by another worker, and perhaps being claimed: then its job waits in the queue or its row
// is locked. To go after it all the same would lock task and job in another order than the claim does.
const ORPHANS = prepared(
  "engine_orphans",
  `select id, job_id, agent_id, priority from tasks
   where status = 'running' and worker = any($1::text[]) and not (id = any($2::bigint[]))
     and status_since < clock_timestamp() - interval '1 second'
     and not exists (select from pgboss.job j where j.name = '${TASK_QUEUE}' and j.id = tasks.job_id and j.state in ('created', 'retry'))
   order by id for no key update skip locked`,
);

/** "<machine>.<pid>.<started>": unique among all processes on the database, and checkable on its own machine. */
export function workerName(): string {
  return `${machine()}.${process.pid}.${Date.now().toString(36)}`;
}

function diedHere(worker: string): boolean {
  const [where, pid] = worker.split(".");
  if (where !== machine() || !pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** This boot of this machine, and this container's own process numbers: elsewhere a pid says nothing. */
function machine(): string {
  machineName ??= createHash("sha256")
    .update(
      [
        hostname(),
        read(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")),
        read(() => readlinkSync("/proc/self/ns/pid")),
      ].join(),
    )
    .digest("hex")
    .slice(0, 10);
  return machineName;
}

let machineName: string | undefined;

function read(fn: () => string): string {
  try {
    return fn().trim();
  } catch {
    return "";
  }
}
