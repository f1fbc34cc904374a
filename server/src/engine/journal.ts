import type { StepKind, StepStatus, Effect } from "@taskwright/api/step.ts";
import type { TaskError, TaskProgress, TaskReason, TaskStatus } from "@taskwright/api/task.ts";
import type { PgBoss } from "pg-boss";
import { type Db, inTransaction, jsonText, prepared, run } from "../db/database.ts";
import { isUnavailable } from "../db/failures.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { appendEvents, eventRow, type NewEvent } from "../events/append.ts";
import { CLOCKS } from "../tasks/clocks.ts";
import { sendJobs } from "../tasks/queue.ts";
import { resolveParentStep } from "../tasks/parent.ts";

/** One step as it stands after a change; the row is replaced, except that an absent input stays. */
export interface StepWrite {
  path: string;
  attempt: number;
  seq: number;
  kind: StepKind;
  title: string | null;
  tool: string | null;
  effect: Effect | null;
  status: StepStatus;
  input?: unknown;
  output?: unknown;
  error?: TaskError | null;
  idempotencyKey: string | null;
  wait?: unknown;
  startedAt: Date;
  endedAt: Date | null;
  /** whether an earlier write of this task has made the row: then it is changed, which costs less than finding out */
  known?: boolean;
}

/** How a segment ends: the task's new status and all that goes with it. */
export interface Settlement {
  status: Extract<TaskStatus, "complete" | "error" | "queued" | "waiting" | "paused">;
  reason: TaskReason | null;
  outputs?: unknown;
  error?: TaskError | null;
  progress: TaskProgress;
  event: Omit<NewEvent, "workspaceId" | "taskId">;
  /** waiting: wake it then, if nothing else does before */
  wakeAt?: Date | null;
  /** the wakes this segment has seen: a later one means that what it waits for may be there already */
  seenWakes: number;
}

/** The task a write belongs to, with its fence. */
export interface Holder {
  taskId: number;
  workspaceId: number;
  attempt: number;
  agentId: number;
  priority: number;
  parent: { taskId: number; stepPath: string } | null;
}

export interface Write {
  steps: StepWrite[];
  events: Omit<NewEvent, "workspaceId" | "taskId">[];
  progress?: TaskProgress;
  settlement?: Settlement;
  /** new jobs need an id before the statement runs */
  jobId?: string;
}

export interface Ack {
  /** false: the task is another's now; what was written is not */
  held: boolean;
  requested: "pause" | "cancel" | null;
  wakes: number;
  /** what a settlement came to: a wake may have turned waiting into queued, a request into paused */
  status: TaskStatus | null;
}

/**
 * Writes of all tasks of this worker, one statement for whatever has gathered since the last: a
 * commit costs about as much for fifty steps as for one. Each task's part is fenced by its attempt;
 * a part whose fence is lost is left out, and its writer told.
 */
export interface Journal {
  write(holder: Holder, write: Write): Promise<Ack>;
  /** resolves when nothing is waiting to be written */
  idle(): Promise<void>;
}

const MOST_PER_COMMIT = 400;
/** While PostgreSQL works on one commit, Node prepares the next: with one alone, each waits for the other. */
const COMMITS_AT_ONCE = 2;

export function openJournal(db: Db, boss: PgBoss): Journal {
  let waiting: Pending[] = [];
  const underWay = new Set<number>();
  const commits = new Set<Promise<void>>();
  let scheduled = false;

  // The rest of this turn of the event loop may add to the same commit.
  function schedule(): void {
    if (scheduled || waiting.length === 0 || commits.size >= COMMITS_AT_ONCE) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const batch = take();
      if (batch.length === 0) return;
      const commit = flush(db, boss, batch).finally(() => {
        commits.delete(commit);
        for (const { holder } of batch) underWay.delete(holder.taskId);
        schedule();
      });
      commits.add(commit);
      schedule();
    });
  }

  /**
   * A task's writes stay in order: what follows one that is under way waits for it. A commit has one
   * fence for each task; a former segment of it, if that still runs here, writes, and fails, alone.
   */
  function take(): Pending[] {
    const batch: Pending[] = [];
    const later: Pending[] = [];
    const attempts = new Map<number, number>();
    for (const each of waiting) {
      const { taskId, attempt } = each.holder;
      const fits =
        batch.length < MOST_PER_COMMIT && !underWay.has(taskId) && (attempts.get(taskId) ?? attempt) === attempt;
      if (fits) attempts.set(taskId, attempt);
      (fits ? batch : later).push(each);
    }
    waiting = later;
    for (const { holder } of batch) underWay.add(holder.taskId);
    return batch;
  }

  return {
    write(holder, write) {
      return new Promise((resolve, reject) => {
        waiting.push({ holder, write, resolve, reject });
        schedule();
      });
    },
    async idle() {
      while (commits.size > 0 || waiting.length > 0) await Promise.race([...commits, new Promise(setImmediate)]);
    },
  };
}

interface Pending {
  holder: Holder;
  write: Write;
  resolve(ack: Ack): void;
  reject(error: unknown): void;
}

const LOST: Ack = { held: false, requested: null, wakes: 0, status: null };

async function flush(db: Db, boss: PgBoss, batch: Pending[]): Promise<void> {
  try {
    acknowledge(batch, await commitThroughOutage(db, boss, batch));
  } catch (error) {
    if (batch.length === 1 || isUnavailable(error)) {
      for (const each of batch) each.reject(error);
      return;
    }
    // One task's data may be what PostgreSQL refuses; the others must not suffer for it.
    for (const [, group] of Map.groupBy(batch, ({ holder }) => holder.taskId)) {
      try {
        acknowledge(group, await commit(db, boss, group));
      } catch (reason) {
        for (const each of group) each.reject(reason);
      }
    }
  }
}

function acknowledge(batch: Pending[], acks: Map<number, Ack>): void {
  for (const each of batch) each.resolve(acks.get(each.holder.taskId) ?? LOST);
}

/** A result that was had must not be lost with the connection: calls cannot always be made again. */
const OUTAGE_MS = 30_000;
const PAUSE_MS = 200;

/**
 * Commits, also when the database goes away and comes back. A commit whose answer was lost may have
 * been made: then it is not made again, or its events would stand there twice.
 */
async function commitThroughOutage(db: Db, boss: PgBoss, batch: Pending[]): Promise<Map<number, Ack>> {
  const until = performance.now() + OUTAGE_MS;
  let asked = false;
  for (;;) {
    try {
      if (asked && (await isCommitted(db, batch))) return await readAcks(db, batch);
      asked = true;
      return await commit(db, boss, batch);
    } catch (error) {
      if (!isUnavailable(error) || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/**
 * One statement wrote all of it or nothing, so one event of this segment tells. What has none may be
 * written again: rows come to the same, and a settled task's fence is gone.
 */
async function isCommitted(db: Db, batch: Pending[]): Promise<boolean> {
  const events = batch.flatMap(({ holder, write }) =>
    write.events.map((event) => eventRow({ ...event, workspaceId: holder.workspaceId, taskId: holder.taskId })),
  );
  return events.length > 0 && (await run(db, WRITTEN, [jsonText(events)])).length > 0;
}

async function readAcks(db: Db, batch: Pending[]): Promise<Map<number, Ack>> {
  return acksOf(
    await run<HeldRow>(db, HELD, [batch.map(({ holder }) => holder.taskId), batch.map(({ holder }) => holder.attempt)]),
  );
}

const WRITTEN = prepared(
  "journal_written",
  `select from json_to_recordset($1::json) as e (task_id bigint, kind text, data jsonb)
   join tasks t on t.id = e.task_id
   join events written on written.task_id = e.task_id and written.kind = e.kind and written.data = e.data and written.at >= t.status_since
   limit 1`,
);
const HELD = prepared(
  "journal_held",
  `select t.id, t.requested, t.wakes, null as status from unnest($1::bigint[], $2::int[]) as fence(id, attempt)
   join tasks t on t.id = fence.id and t.attempt = fence.attempt and t.status = 'running'`,
);

async function commit(db: Db, boss: PgBoss, batch: Pending[]): Promise<Map<number, Ack>> {
  const settled = batch.filter(({ write }) => write.settlement);
  const values = valuesOf(batch);
  const alone = settled.every(({ holder, write }) => isFinal(write.settlement!) && !holder.parent);
  if (alone) {
    const acks = acksOf(await run<HeldRow>(db, WRITE, values));
    pokeAfterCommit(db, "events");
    return acks;
  }
  return await inTransaction(db, async (tx) => {
    await lockParents(tx, batch);
    const acks = acksOf(await run<HeldRow>(tx, WRITE, values));
    await wakeOthers(tx, boss, settled, acks);
    await appendEvents(tx, restingEvents(settled, acks));
    pokeAfterCommit(tx, "events");
    return acks;
  });
}

/** Jobs for what became runnable, and the parents of sub-tasks that ended. */
async function wakeOthers(tx: Db, boss: PgBoss, settled: Pending[], acks: Map<number, Ack>): Promise<void> {
  const jobs = [];
  for (const { holder, write } of settled) {
    const status = acks.get(holder.taskId)?.status;
    const { wakeAt } = write.settlement!;
    if (status === "queued" || (status === "waiting" && wakeAt)) {
      jobs.push({
        jobId: write.jobId!,
        taskId: holder.taskId,
        agentId: holder.agentId,
        priority: holder.priority,
        startAfter: status === "waiting" ? wakeAt! : null,
      });
    }
    if (holder.parent && status && (status === "complete" || status === "error")) {
      await resolveParentStep(tx, boss, holder.parent, {
        id: holder.taskId,
        status,
        outputs: write.settlement!.outputs ?? null,
        error: write.settlement!.error ?? null,
      });
    }
  }
  await sendJobs(tx, boss, jobs);
}

/** A task that comes to rest may have been asked for something else meanwhile: the ledger says what it came to. */
function restingEvents(settled: Pending[], acks: Map<number, Ack>): NewEvent[] {
  return settled.flatMap(({ holder, write }) => {
    const status = acks.get(holder.taskId)?.status;
    const { event, reason } = write.settlement!;
    if (!status || isFinal(write.settlement!)) return [];
    const place = { workspaceId: holder.workspaceId, taskId: holder.taskId, actor: event.actor };
    if (status === "paused") return [{ ...place, kind: "task.paused", data: {} }];
    if (status === "waiting") return [{ ...place, kind: "task.waiting", data: { reason } }];
    return [{ ...place, kind: "task.handed-back", data: event.data }];
  });
}

// A sub-task that ends also changes its parent. Everyone locks task rows in the order of their ids,
// so that no two transactions wait for each other.
async function lockParents(tx: Db, batch: Pending[]): Promise<void> {
  const parents = batch
    .filter(({ holder, write }) => holder.parent && write.settlement)
    .map(({ holder }) => holder.parent!.taskId);
  if (parents.length === 0) return;
  await run(tx, LOCK, [[...parents, ...batch.map(({ holder }) => holder.taskId)]]);
}

const LOCK = prepared(
  "journal_lock",
  `select id from tasks where id = any($1::bigint[]) order by id for no key update`,
);

function isFinal({ status }: Settlement): boolean {
  return status === "complete" || status === "error";
}

function valuesOf(batch: Pending[]): unknown[] {
  const fences = new Map<number, number>();
  // One row per step: a statement may not touch a row twice, and the last word counts.
  const steps = new Map<string, StepRecord>();
  const events: object[] = [];
  const progress = new Map<number, object>();
  const settlements: object[] = [];
  for (const { holder, write } of batch) {
    fences.set(holder.taskId, holder.attempt);
    for (const step of write.steps) addStep(steps, holder.taskId, step);
    for (const event of write.events)
      events.push(eventRow({ ...event, workspaceId: holder.workspaceId, taskId: holder.taskId }));
    if (write.progress) progress.set(holder.taskId, { task_id: holder.taskId, progress: write.progress });
    if (write.settlement) {
      progress.delete(holder.taskId);
      settlements.push(settlementRow(holder, write));
      if (isFinal(write.settlement))
        events.push(eventRow({ ...write.settlement.event, workspaceId: holder.workspaceId, taskId: holder.taskId }));
    }
  }
  const { made = [], changed = [] } = Object.groupBy(steps.values(), ({ known }) => (known ? "changed" : "made"));
  return [
    [...fences.keys()],
    [...fences.values()],
    jsonText(made),
    jsonText(changed),
    jsonText(events),
    jsonText([...progress.values()]),
    jsonText(settlements),
  ];
}

/** A row of the statement, named as its columns. */
type StepRecord = Record<string, unknown>;

function addStep(steps: Map<string, StepRecord>, taskId: number, step: StepWrite): void {
  const key = `${taskId} ${step.path} ${step.attempt}`;
  const earlier = steps.get(key);
  steps.set(key, {
    task_id: taskId,
    path: step.path,
    attempt: step.attempt,
    seq: step.seq,
    kind: step.kind,
    title: step.title,
    tool: step.tool,
    effect: step.effect,
    status: step.status,
    input: step.input === undefined ? earlier?.input : step.input,
    output: step.output,
    error: step.error,
    idempotency_key: step.idempotencyKey,
    wait: step.wait,
    started_at: step.startedAt,
    ended_at: step.endedAt,
    known: earlier ? earlier.known : step.known,
  });
}

function settlementRow(holder: Holder, { settlement, jobId }: Write): object {
  const { status, reason, outputs, error, progress, wakeAt, seenWakes } = settlement!;
  return {
    task_id: holder.taskId,
    status,
    reason,
    outputs,
    error,
    progress,
    job_id: jobId ?? null,
    timed: Boolean(wakeAt),
    seen_wakes: seenWakes,
  };
}

interface HeldRow {
  id: number;
  requested: "pause" | "cancel" | null;
  wakes: number;
  status: TaskStatus | null;
}

function acksOf(rows: HeldRow[]): Map<number, Ack> {
  return new Map(rows.map(({ id, ...ack }) => [id, { held: true, ...ack }]));
}

// held: the tasks that are still ours, locked in order of id so that two writers never deadlock.
// A settlement meets what happened meanwhile: a pause asked for takes a task that would wait or go
// on; a cancel asked for queues it, and the next segment ends it; a wake not yet seen queues it.
const WRITE = prepared(
  "journal_write",
  `with locked as materialized (
     select t.id, t.status, t.requested, t.wakes
     from unnest($1::bigint[], $2::int[]) as fence(id, attempt)
     join tasks t on t.id = fence.id and t.attempt = fence.attempt
     order by t.id
     for no key update of t
   ), held as materialized (
     -- Asked of what was found, not of the table: or the plan would begin with all that is running.
     select id, requested, wakes from locked where status = 'running'
   ), steps_written as (
     insert into steps (task_id, path, attempt, seq, kind, title, tool, effect, status, input, output, error,
       idempotency_key, wait, started_at, ended_at)
     select s.task_id, s.path, s.attempt, s.seq, s.kind, s.title, s.tool, s.effect, s.status, s.input, s.output, s.error,
       s.idempotency_key, s.wait, s.started_at, s.ended_at
     from json_to_recordset($3::json) as s (task_id bigint, path text, attempt int, seq int, kind text, title text, tool text,
       effect text, status text, input json, output json, error json, idempotency_key text, wait jsonb,
       started_at timestamptz, ended_at timestamptz)
     join held on held.id = s.task_id
     on conflict (task_id, path, attempt) do update set
       title = excluded.title, status = excluded.status, input = coalesce(excluded.input, steps.input), output = excluded.output,
       error = excluded.error, idempotency_key = excluded.idempotency_key, wait = excluded.wait, ended_at = excluded.ended_at
   ), steps_changed as (
     update steps set title = s.title, status = s.status, input = coalesce(s.input, steps.input), output = s.output, error = s.error,
       idempotency_key = s.idempotency_key, wait = s.wait, started_at = s.started_at, ended_at = s.ended_at
     from json_to_recordset($4::json) as s (task_id bigint, path text, attempt int, title text, status text, input json, output json,
       error json, idempotency_key text, wait jsonb, started_at timestamptz, ended_at timestamptz)
     join held on held.id = s.task_id
     where steps.task_id = s.task_id and steps.path = s.path and steps.attempt = s.attempt
   ), events_written as (
     insert into events (workspace_id, task_id, kind, actor, data)
     select e.workspace_id, e.task_id, e.kind, e.actor, e.data
     from json_to_recordset($5::json) as e (workspace_id bigint, task_id bigint, kind text, actor jsonb, data jsonb)
     join held on held.id = e.task_id
   ), progressed as (
     update tasks t set progress = p.progress
     from json_to_recordset($6::json) as p (task_id bigint, progress jsonb)
     join held on held.id = p.task_id
     where t.id = p.task_id
   ), settled as (
     update tasks t set
       status = case
         when s.status in ('complete', 'error') then s.status
         when t.requested = 'cancel' then 'queued'
         when t.requested = 'pause' then 'paused'
         when s.status = 'waiting' and t.wakes <> s.seen_wakes then 'queued'
         else s.status end,
       reason = case
         when s.status in ('complete', 'error') then s.reason
         when t.requested is null and s.status = 'waiting' and t.wakes <> s.seen_wakes then null
         when t.requested = 'cancel' then t.reason
         when t.requested = 'pause' then jsonb_build_object('code', 'paused', 'text', 'paused by ' || coalesce(t.requested_by ->> 'name', 'someone'))
         else s.reason end,
       requested = case when t.requested = 'cancel' and s.status not in ('complete', 'error') then t.requested end,
       outputs = s.outputs, error = s.error, progress = s.progress,
       job_id = case when s.status = 'queued' or s.timed or t.requested = 'cancel' or t.wakes <> s.seen_wakes then s.job_id end,
       worker = null,
       ended_at = case when s.status in ('complete', 'error') then clock_timestamp() end,
       ${CLOCKS}
     from json_to_recordset($7::json) as s (task_id bigint, status text, reason jsonb, outputs json, error jsonb, progress jsonb,
       job_id uuid, timed boolean, seen_wakes int)
     join held on held.id = s.task_id
     where t.id = s.task_id
     returning t.id, t.status
   )
   select held.id, held.requested, held.wakes, settled.status
   from held left join settled on settled.id = held.id`,
);
