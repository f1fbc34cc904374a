import type { AgentBudget, WorkingHours } from "@taskwright/api/agent.ts";
import type { PgBoss } from "pg-boss";
import { openingAt } from "../agents/hours.ts";
import { DAY_OF_AGENT, spendingOf, usedUp } from "../agents/spending.ts";
import { bossDb } from "../db/boss.ts";
import { type Db, inTransaction, json, prepared, run } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { CLAIMED, type ClaimedTask, IS_LIMITED, STARTED } from "../tasks/claimed.ts";
import { CLOCKS } from "../tasks/clocks.ts";
import { TASK_QUEUE, tierOf } from "../tasks/queue.ts";

/** A fetched job, fenced by how often it was fetched. */
export interface JobRef {
  id: string;
  retryCount: number;
}

export interface Claim {
  task: ClaimedTask;
  /** null: it was taken at once, past the queue */
  job: JobRef | null;
}

/**
 * Fetches jobs and takes their tasks, in one transaction with the jobs that are done with: a crash
 * leaves no job fetched without a task claimed. Jobs that are no longer their task's are returned as
 * stale, to be dropped with the next claim. `limited` are the agents that may not run all they have.
 */
export async function claimTasks(
  db: Db,
  boss: PgBoss,
  request: { worker: string; most: number; finished: JobRef[] },
): Promise<{ claims: Claim[]; stale: JobRef[]; limited: Set<number> }> {
  // Beside the transaction's begin, not after it.
  const limits = run<LimitRow>(db, LIMITS);
  limits.catch(() => {});
  return await inTransaction(db, async (tx) => {
    const jobDb = bossDb(tx);
    if (request.finished.length > 0) await boss.deleteJob(TASK_QUEUE, request.finished, { db: jobDb });
    const rules = await limits;
    const limited = new Set(rules.map(({ id }) => Number(id)));
    if (request.most === 0) return { claims: [], stale: [], limited };
    // Two workers that count an agent's running tasks at the same moment would both find room.
    if (limited.size > 0) await run(tx, ONE_AT_A_TIME);
    const jobs = await boss.fetch<{ taskId: number }>(TASK_QUEUE, {
      batchSize: request.most,
      db: jobDb,
      ...(limited.size > 0 ? { groupConcurrency: { default: UNLIMITED, tiers: tiersOf(rules) } } : {}),
    });
    if (jobs.length === 0) return { claims: [], stale: [], limited };
    const rows = await run<ClaimedTask>(tx, CLAIM, [
      json(jobs.map((job) => ({ task_id: job.data.taskId, job_id: job.id }))),
      request.worker,
    ]);
    pokeAfterCommit(tx, "events");
    const tasks = new Map(rows.map((row) => [row.id, row]));
    const claims: Claim[] = [];
    const stale: JobRef[] = [];
    for (const job of jobs) {
      const ref = { id: job.id, retryCount: (job as unknown as JobRef).retryCount };
      const task = tasks.get(job.data.taskId);
      if (task && tasks.delete(task.id)) claims.push({ task, job: ref });
      else stale.push(ref);
    }
    return { claims, stale, limited };
  });
}

const UNLIMITED = 1_000_000;

interface LimitRow {
  id: string;
  enabled: boolean;
  max_concurrent: number | null;
  /** its tasks that run without a job, which pg-boss does not count */
  jobless: number;
  hours: WorkingHours | null;
  budget: AgentBudget | null;
  /** what it spent today; null: nothing */
  cost_micros: number | null;
  tokens: number | null;
  calls: number | null;
  running_ms: number | null;
  now: Date;
}

/**
 * How many tasks of each agent may run, read anew with every fetch: that is how hours, limits, budgets and
 * switches take effect. A day's budget that is spent keeps new tasks; one under way asks, and may be given more.
 */
function tiersOf(rows: LimitRow[]): Record<string, number> {
  const tiers: Record<string, number> = {};
  for (const { id, enabled, max_concurrent, jobless, hours, budget, now, ...day } of rows) {
    const isAway = !enabled || (hours && !openingAt(hours, now).open);
    const most = isAway ? 0 : max_concurrent && Math.max(0, max_concurrent - jobless);
    const isSpent = usedUp(budget?.perDay, spendingOf(day)) !== null;
    if (most !== null) tiers[tierOf(id, false)] = most;
    if (most !== null || isSpent) tiers[tierOf(id, true)] = isSpent ? 0 : most!;
  }
  return tiers;
}

const LIMITS = prepared(
  "engine_limits",
  `select a.id::text as id, a.enabled, a.max_concurrent, a.hours, a.budget, d.cost_micros, d.tokens, d.calls, d.running_ms,
     (select count(*)::int from tasks t
      where t.status = 'running' and t.workspace_id = a.workspace_id and t.agent_id = a.id and t.job_id is null) as jobless,
     pgboss.job_now() as now
   from agents a left join agent_days d on d.agent_id = a.id and a.budget ? 'perDay' and d.day = ${DAY_OF_AGENT}
   where ${IS_LIMITED}`,
);

const ONE_AT_A_TIME = prepared("engine_one_at_a_time", `select pg_advisory_xact_lock(1952543595)`);

// What is stopped is not claimed: it loses its job, and gets another when the stop is lifted. Stops are
// locked against being lifted meanwhile, or a task could be held that nobody would let go.
// A job that is fetched again while its task runs is one whose worker died: its task is taken over.
const CLAIM = prepared(
  "engine_claim",
  `with jobs as (
     select * from json_to_recordset($1::json) as j (task_id bigint, job_id uuid)
   ), before as (
     select t.id, t.status, t.worker, t.workspace_id, t.agent_id, t.definition_id, t.requested from tasks t join jobs on t.id = jobs.task_id and t.job_id = jobs.job_id
     order by t.id for no key update of t
   ), stops as materialized (
     select id, workspace_id, kind, target_id, reason, created_by ->> 'name' as by from stops
     where released_at is null and lifted_at is null and kind <> 'tool' order by id for share
   ), stopped as materialized (
     select distinct on (b.id) b.id, b.workspace_id, b.status, s.id as stop_id, s.by, s.reason
     from before b join stops s on s.workspace_id = b.workspace_id and (s.kind = 'workspace'
       or (s.kind = 'agent' and s.target_id = b.agent_id) or (s.kind = 'definition' and s.target_id = b.definition_id))
     where b.status in ('queued', 'waiting', 'scheduled', 'running') and b.requested is distinct from 'cancel'
     order by b.id, s.id
   ), held as (
     update tasks t set status = 'queued', job_id = null, worker = null, attempt = t.attempt + (s.status = 'running')::int,
       reason = jsonb_build_object('code', 'stopped', 'text', 'stopped by ' || s.by || ': ' || s.reason,
         'sentence', jsonb_build_object('code', 'stopped', 'parts', jsonb_build_object('by', s.by, 'why', s.reason))), ${CLOCKS}
     from stopped s where t.id = s.id
   ), kept as (
     insert into stopped_work (task_id, step_path, stop_id) select id, '', stop_id from stopped
     on conflict (task_id, step_path) do update set stop_id = excluded.stop_id
   ), said as (
     insert into events (workspace_id, task_id, kind, actor, data)
     select workspace_id, id, 'task.stopped', jsonb_build_object('type', 'system', 'id', null, 'name', 'stop'),
       jsonb_build_object('stop', stop_id, 'by', by, 'reason', reason)
     from stopped
   ), claimed as (
     update tasks t set status = 'running', attempt = t.attempt + 1, worker = $2, reason = case when t.requested = 'cancel' then t.reason end,
       started_at = coalesce(t.started_at, clock_timestamp()), ${CLOCKS}
     from before
     where t.id = before.id and before.status in ('queued', 'waiting', 'scheduled', 'running')
       and not exists (select from stopped where stopped.id = before.id)
     returning t.*, before.status as status_before, before.worker as worker_before
   ), logged as (${STARTED}
   )${CLAIMED}`,
);
