import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { DecidingRule } from "@taskwright/api/policy.ts";
import type { Effect, Rehearsed, StepKind, StepStatus, StepUsage } from "@taskwright/api/step.ts";
import type { TaskError, TaskProgress, TaskReason, TaskSpent, TaskStatus } from "@taskwright/api/task.ts";
import type { PgBoss } from "pg-boss";
import { type Db, jsonText, prepared, run } from "../db/database.ts";
import { isStorageFull, isUnavailable } from "../db/failures.ts";
import { eventRow, type NewEvent } from "../events/append.ts";
import { acksOf, commitWrites } from "./journal-commit.ts";
import type { HeldRow } from "./journal-statement.ts";

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
  /** it took in content from outside */
  untrusted: boolean;
  /** the rule that decided about its call */
  rule: DecidingRule | null;
  rehearsed: Rehearsed | null;
  /** what its call has done outside, for the ledger of external actions */
  action?: ActionWrite | null;
  startedAt: Date;
  endedAt: Date | null;
  /** what a model's turn took */
  usage?: StepUsage;
  /** whether an earlier write of this task has made the row: then it is changed, which costs less than finding out */
  known?: boolean;
}

export interface ActionWrite {
  tool: string;
  app: string;
  what: string;
  target: string | null;
  remoteId: string | null;
  url: string | null;
  undo: { tool: string; args: Record<string, unknown> } | null;
}

/** How a segment ends: the task's new status and all that goes with it. */
export interface Settlement {
  status: Extract<TaskStatus, "complete" | "error" | "queued" | "waiting" | "paused">;
  reason: TaskReason | null;
  outputs?: unknown;
  error?: TaskError | null;
  progress: TaskProgress;
  actor: ActorRecord;
  /** handed back with a call under way */
  inDoubt?: boolean;
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
  agentName: string;
  priority: number;
  parent: { taskId: number; stepPath: string } | null;
}

export interface Write {
  steps: StepWrite[];
  events: Omit<NewEvent, "workspaceId" | "taskId">[];
  progress?: TaskProgress;
  /** the task's sums, when models work on it; with `progress` or `settlement` */
  spent?: TaskSpent;
  /** what of it is new: counted on the agent's day */
  spending?: Spending;
  settlement?: Settlement;
  /** new jobs need an id before the statement runs */
  jobId?: string;
}

/** What an agent's work took since the last write that said so. */
export interface Spending {
  costMicros: number;
  tokens: number;
  calls: number;
  runningMs: number;
}

/** A write, and whose it is. */
export interface Entry {
  holder: Holder;
  write: Write;
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

/**
 * While PostgreSQL works on one commit, Node prepares another. Two lanes, because a statement that also
 * settles tasks costs far more to set up than one that only writes steps.
 */
type Lane = "steps" | "settlements";
const AT_ONCE: Record<Lane, number> = { settlements: 1, steps: 2 };

/** `tasks` is how many run at once: they are kept from falling into step. */
export function openJournal(db: Db, boss: PgBoss, tasks: number): Journal {
  // If one commit took all of them, they would all wait for PostgreSQL, and then PostgreSQL for them.
  const most = Math.ceil(tasks / 2);
  let waiting: Pending[] = [];
  const underWay = new Set<number>();
  const commits: Record<Lane, Set<Promise<void>>> = { settlements: new Set(), steps: new Set() };
  const lanes = Object.keys(commits) as Lane[];
  let scheduled = false;

  // The rest of this turn of the event loop may add to the same commit.
  function schedule(): void {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      for (const lane of lanes) while (commits[lane].size < AT_ONCE[lane] && begin(lane));
    });
  }

  /** False: there is nothing for this lane now. */
  function begin(lane: Lane): boolean {
    const batch = take(lane);
    if (batch.length === 0) return false;
    const commit = flush(db, boss, batch).finally(() => {
      commits[lane].delete(commit);
      for (const { holder } of batch) underWay.delete(holder.taskId);
      schedule();
    });
    commits[lane].add(commit);
    return true;
  }

  /**
   * A task's writes stay in order: what follows one that is under way waits for it, and what comes
   * before a settlement goes with it. A commit has one fence for each task; a former segment of it, if
   * that still runs here, writes, and fails, alone.
   */
  function take(lane: Lane): Pending[] {
    const settling = new Set(waiting.flatMap(({ holder, write }) => (write.settlement ? [holder.taskId] : [])));
    const batch: Pending[] = [];
    const later: Pending[] = [];
    const attempts = new Map<number, number>();
    for (const each of waiting) {
      const { taskId, attempt } = each.holder;
      const fits =
        batch.length < MOST_PER_COMMIT &&
        (attempts.has(taskId) || attempts.size < most) &&
        settling.has(taskId) === (lane === "settlements") &&
        !underWay.has(taskId) &&
        (attempts.get(taskId) ?? attempt) === attempt;
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
      const isBusy = () => waiting.length > 0 || lanes.some((lane) => commits[lane].size > 0);
      while (isBusy()) await Promise.race([...commits.steps, ...commits.settlements, new Promise(setImmediate)]);
    },
  };
}

interface Pending extends Entry {
  resolve(ack: Ack): void;
  reject(error: unknown): void;
}

const LOST: Ack = { held: false, requested: null, wakes: 0, status: null };

async function flush(db: Db, boss: PgBoss, batch: Pending[]): Promise<void> {
  try {
    acknowledge(batch, await commitThroughOutage(db, boss, batch));
  } catch (error) {
    if (batch.length === 1 || comesBack(error)) {
      for (const each of batch) each.reject(error);
      return;
    }
    // One task's data may be what PostgreSQL refuses; the others must not suffer for it.
    for (const [, group] of Map.groupBy(batch, ({ holder }) => holder.taskId)) {
      try {
        acknowledge(group, await commitWrites(db, boss, group));
      } catch (reason) {
        for (const each of group) each.reject(reason);
      }
    }
  }
}

function acknowledge(batch: Pending[], acks: Map<number, Ack>): void {
  for (const each of batch) each.resolve(acks.get(each.holder.taskId) ?? LOST);
}

/** Nothing is wrong with what is to be written: the database is away, or its disk is full. */
export function comesBack(error: unknown): boolean {
  return isUnavailable(error) || isStorageFull(error);
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
      return await commitWrites(db, boss, batch);
    } catch (error) {
      if (!comesBack(error) || performance.now() > until) throw error;
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
