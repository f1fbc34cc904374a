import { randomBytes } from "node:crypto";
import type { JobInsert, PgBoss } from "pg-boss";
import { bossDb } from "../db/boss.ts";
import { afterCommit, type Db } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { claimAtOnce, seatsFor } from "./at-once.ts";

export const TASK_QUEUE = "tasks";

/** What makes a task runnable: its one valid job. A job whose id is not tasks.job_id does nothing; a task taken at once has none. */
export interface TaskJob {
  jobId: string;
  taskId: number;
  agentId: number;
  priority: number;
  /** not before this moment; absent: now */
  startAfter?: Date | null;
  /** it has not begun, and nobody waits for it inside: it does not begin on a day whose budget is spent */
  isNew?: boolean;
}

/**
 * Ids in the order in which their jobs should begin: priority, time, and the order in which they were made.
 * pg-boss chooses by id among the jobs of an agent with a limit.
 */
export function newJobId(priority: number): string {
  made = (made + 1) % 0x1_0000;
  const time = Date.now().toString(16).padStart(12, "0");
  const place = made.toString(16).padStart(4, "0");
  const digits = `${jobIdOrder(priority)}${time}${place}${randomBytes(7).toString("hex")}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

let made = 0;

/** 100 is first, -100 last. */
function jobIdOrder(priority: number): string {
  return (100 - priority).toString(16).padStart(2, "0");
}

/** The same in SQL, for tasks called t. */
export const JOB_ID_ORDER = `lpad(to_hex(100 - t.priority), 2, '0')`;

/** The tier of an agent's tasks: limits are read at each fetch. New ones have their own. */
export function tierOf(agentId: number | string, isNew: boolean): string {
  return isNew ? `${agentId} new` : String(agentId);
}

/** Inside the transaction that makes the tasks runnable; with room free in this process they begin when it commits. */
export async function sendJobs(tx: Db, boss: PgBoss, jobs: TaskJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const late = jobs.some(({ startAfter }) => startAfter);
  const seats = late ? undefined : seatsFor(boss, tx, jobs.length);
  await queueJobs(tx, boss, seats ? await claimAtOnce(tx, seats, jobs) : jobs);
}

/** A job that may run now would wait, by pg-boss' own default, for a clock that was set back. */
const LONG_AGO = "2000-01-01T00:00:00Z";

/** Past this process' worker. The group is the agent: all its tasks count together. */
export async function queueJobs(tx: Db, boss: PgBoss, jobs: TaskJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await boss.insert(
    TASK_QUEUE,
    jobs.map((job): JobInsert => ({
      id: job.jobId,
      data: { taskId: job.taskId },
      priority: job.priority,
      group: { id: String(job.agentId), tier: tierOf(job.agentId, job.isNew === true) },
      startAfter: job.startAfter?.toISOString() ?? LONG_AGO,
    })),
    { db: bossDb(tx) },
  );
  pokeAfterCommit(tx, "tasks");
}

/**
 * Takes back jobs that have not begun, once the transaction has committed: within it, a worker that has
 * just fetched the job and now wants its task would wait for us, and we for the job. One that is fetched
 * before, or stays because this process ends here, is not its task's job any more and does nothing.
 */
export function dropJobs(tx: Db, boss: PgBoss, jobIds: (string | null)[]): void {
  const ids = jobIds.filter((id) => id !== null);
  if (ids.length > 0) afterCommit(tx, () => void boss.deleteJob(TASK_QUEUE, ids).catch(() => {}));
}
