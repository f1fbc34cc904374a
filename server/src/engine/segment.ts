import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { PlanItem, TaskProgress, TaskReason } from "@taskwright/api/task.ts";
import type { PgBoss } from "pg-boss";
import type { Catalogs } from "../apps/tool.ts";
import type { Connections } from "../connections/open.ts";
import { type AgentProfile, loadAgentProfile } from "../agents/profile.ts";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import type { CompiledControl, CompiledDefinition, CompiledStep } from "../definitions/compiled.ts";
import type { NewEvent } from "../events/append.ts";
import { agentRules } from "../controls/agent-rules.ts";
import type { Models } from "../models/models.ts";
import type { StopBoard } from "../controls/stop-board.ts";
import { withdrawStep } from "../tasks/withdraw.ts";
import { newJobId } from "../tasks/queue.ts";
import type { ClaimedTask } from "./claim.ts";
import type { Ack, Holder, Journal, Settlement, StepWrite } from "./journal.ts";
import { Spent } from "./spent.ts";
import type { StepRow } from "./step-rows.ts";
import type { Writing } from "../events/writing.ts";

/** Why a segment stops before its task is done. */
export type Stop = "pause" | "stopped" | "cancel" | "lost" | "shutdown" | "timeout";

/** Something the task waits for while it is parked. */
export interface OpenWait {
  reason: TaskReason;
  /** wake it then, if nothing else does before */
  until: Date | null;
}

export interface Engine {
  db: Db;
  boss: PgBoss;
  journal: Journal;
  stops: StopBoard;
  catalogs: Catalogs;
  connections: Connections;
  models: Models;
  /** shows what a model writes while it writes it */
  writing: Writing;
}

type Event = Omit<NewEvent, "workspaceId" | "taskId" | "actor">;

/** Progress of a busy task is written at most this often; its end always. */
const PROGRESS_EVERY_MS = 250;

/**
 * One stretch of work on one task, from its claim to its settlement. Holds the fence; everything the
 * steps read and write of the journal goes through here.
 */
export class Segment {
  readonly engine: Engine;
  readonly task: ClaimedTask;
  readonly definition: CompiledDefinition;
  readonly holder: Holder;
  /** null: the agent was never told which tools it has */
  readonly agentRules: CompiledControl[] | null;
  /** aborted when work in flight should end: cancel, timeout, shutdown, lost fence */
  readonly abort = new AbortController();
  readonly waits: OpenWait[] = [];
  stop: Stop | null = null;
  /** what from outside the task has taken in so far, in words; null: nothing */
  untrusted: string | null;
  #rows: Map<string, StepRow>;
  /** rows that are in the table, or on their way there ahead of whatever follows */
  #written: Set<string>;
  #buffer: { steps: StepWrite[]; events: Event[] } = { steps: [], events: [] };
  #failure: Error | undefined;
  #pushed: Promise<unknown> = Promise.resolve();
  readonly claimedAt = performance.now();
  #progressAt = performance.now();
  #paidUntil = performance.now();
  #seq = 0;
  #done = 0;
  #total: number;
  #current: { path: string; title: string | null } | null = null;
  #plans = new Map<string, PlanItem[]>();
  readonly spent: Spent;
  #aside = 0;
  #profile: Promise<AgentProfile> | undefined;
  /** tells the worker that it has room for another task */
  onAside: () => void = () => {};

  constructor(engine: Engine, task: ClaimedTask, definition: CompiledDefinition, rows: StepRow[]) {
    this.engine = engine;
    this.task = task;
    this.definition = definition;
    this.agentRules = agentRules(task.agent_tools);
    this.holder = {
      taskId: task.id,
      workspaceId: task.workspace_id,
      attempt: task.attempt,
      agentId: task.agent_id,
      agentName: task.agent_name,
      priority: task.priority,
      parent: task.parent_task_id === null ? null : { taskId: task.parent_task_id, stepPath: task.parent_step_path! },
    };
    // Ordered by attempt: the last one of a path stays.
    this.#rows = new Map(rows.map((row) => [row.path, row]));
    this.#written = new Set(rows.map(rowKey));
    const outside = rows.find((row) => row.untrusted);
    this.untrusted = task.untrusted ?? (outside ? originOf(outside) : null);
    this.spent = new Spent(this.#rows.values());
    this.#seq = rows.reduce((most, row) => Math.max(most, row.seq), 0);
    this.#total = Math.max(1, definition.leafCount);
    if (task.requested) this.requestStop(task.requested);
  }

  get actor(): ActorRecord {
    return { type: "agent", id: this.task.agent_id, name: this.task.agent_name };
  }

  /** The database's time, carried on from the claim: waits compare with it. */
  now(): Date {
    return new Date(this.task.now.getTime() + (performance.now() - this.claimedAt));
  }

  /** How long this stretch has taken so far. */
  get ranMs(): number {
    return performance.now() - this.claimedAt;
  }

  row(path: string): StepRow | undefined {
    return this.#rows.get(path);
  }

  /** What is recorded right below a place: "work.turn3", "work.budget1". */
  rowsBelow(prefix: string): StepRow[] {
    return [...this.#rows.values()].filter(({ path }) => path.startsWith(prefix));
  }

  /** How its agent works: read once, when the first step needs it. */
  async profile(): Promise<AgentProfile> {
    this.#profile ??= loadAgentProfile(this.engine.db, this.task.agent_id);
    return await this.#profile;
  }

  /** Waits for something that costs this process nothing: another task may take its room meanwhile. */
  async aside<T>(fn: () => Promise<T>): Promise<T> {
    if (this.#aside++ === 0) this.onAside();
    try {
      return await fn();
    } finally {
      this.#aside--;
    }
  }

  get isAside(): boolean {
    return this.#aside > 0;
  }

  nextSeq(): number {
    return ++this.#seq;
  }

  /** The task ends its segment at the next safe boundary; the first reason counts, unless the fence is lost. */
  requestStop(stop: Stop): void {
    if (
      this.stop === null ||
      stop === "lost" ||
      (stop === "cancel" && (this.stop === "pause" || this.stop === "stopped"))
    )
      this.stop = stop;
    if (stop !== "pause" && stop !== "stopped" && stop !== "shutdown") this.abort.abort(stop);
  }

  /** A kill switch was thrown, or lifted before the segment had come to a boundary. */
  lookAtStops(): void {
    if (this.engine.stops.ofTask(this.task)) this.requestStop("stopped");
    else if (this.stop === "stopped") this.stop = null;
  }

  begin(step: CompiledStep, path: string, title: string | null): void {
    const isShown = step.kind !== "steps" && step.kind !== "parallel" && step.kind !== "each";
    if (isShown && step.kind !== "model" && step.kind !== "note") this.#current = { path, title };
  }

  /** A step that is no block is behind us. */
  finish(leaves: number): void {
    this.#done += leaves;
  }

  /** A list turned out to hold more rounds than the one that was counted. */
  expect(leaves: number): void {
    this.#total += leaves;
  }

  /** An agent's own account of its step; null: the step is behind us, and counts as such. */
  plan(path: string, items: PlanItem[] | null): void {
    this.#plans.delete(path);
    if (items) this.#plans.set(path, items);
  }

  progress(complete = false): TaskProgress {
    if (complete) return { step: null, percent: 100, done: this.#total, total: this.#total };
    const plans = [...this.#plans.values()];
    const done = this.#done + plans.reduce((sum, items) => sum + shareDone(items), 0);
    return {
      step: this.#current?.path ?? null,
      title: this.#current?.title ?? null,
      percent: Math.min(99, Math.max(0, Math.round((100 * done) / Math.max(1, this.#total)))),
      done: this.#done,
      total: this.#total,
      ...(plans.length > 0 ? { estimated: true, plan: plans.at(-1)! } : {}),
    };
  }

  /** Known from now on, written with the next thing that must be durable, or at the end. */
  note(step: StepWrite, ...events: Event[]): void {
    this.#remember(step);
    this.#buffer.steps.push(step);
    this.#buffer.events.push(...events);
  }

  /** Written now, together with everything noted before. False: the fence is lost. */
  async record(step: StepWrite, ...events: Event[]): Promise<boolean> {
    this.note(step, ...events);
    return (await this.write()).held;
  }

  /** All that is noted is written, and what was asked for meanwhile is known. False: go no further. */
  async catchUp(): Promise<boolean> {
    if (this.#buffer.steps.length > 0 || this.#buffer.events.length > 0) await this.write();
    else await this.#pushed;
    if (this.#failure) throw this.#failure;
    return this.stop === null;
  }

  /** Writes what is noted without keeping anyone waiting; a failure shows at the next `write`. */
  push(): void {
    this.#pushed = this.write().catch((error: unknown) => {
      this.#failure ??=
        error instanceof Error ? error : new Error("the journal could not be written", { cause: error });
    });
  }

  async write(settlement?: Settlement, jobId?: string): Promise<Ack> {
    if (this.#failure) throw this.#failure;
    const { steps, events } = this.#buffer;
    this.#buffer = { steps: [], events: [] };
    for (const step of steps) {
      step.known = this.#written.has(rowKey(step));
      this.#written.add(rowKey(step));
    }
    const now = performance.now();
    const spending = this.spent.take(now - this.#paidUntil, settlement !== undefined);
    if (spending) this.#paidUntil = now;
    const showProgress = !settlement && (spending !== undefined || now - this.#progressAt > PROGRESS_EVERY_MS);
    if (showProgress) this.#progressAt = now;
    const ack = await this.engine.journal.write(this.holder, {
      steps,
      events: events.map((event) => ({ ...event, actor: this.actor })),
      ...(showProgress ? { progress: this.progress() } : {}),
      ...(spending ? { spending, spent: this.spent.sums } : {}),
      ...(settlement ? { settlement } : {}),
      ...(jobId ? { jobId } : {}),
    });
    if (!ack.held) this.requestStop("lost");
    else if (ack.requested) this.requestStop(ack.requested);
    return ack;
  }

  /**
   * A transaction of this task alone, fence checked and row locked first: for what is more than a step
   * row. Undefined: the fence is lost.
   */
  async alone<T>(fn: (tx: Db) => Promise<T>): Promise<T | undefined> {
    if (this.#buffer.steps.length > 0 || this.#buffer.events.length > 0) await this.write();
    return await inTransaction(this.engine.db, async (tx) => {
      const parent = this.holder.parent?.taskId ?? this.task.id;
      const rows = await run<{ id: number; held: boolean }>(tx, FENCE, [this.task.id, this.task.attempt, parent]);
      if (!rows.some((row) => row.id === this.task.id && row.held)) {
        this.requestStop("lost");
        return undefined;
      }
      return await fn(tx);
    });
  }

  /** Whether something would stay open if the task ended now: a question, a sub-task, a call under way. */
  hasOpenEnds(): boolean {
    return [...this.#rows.values()].some(
      ({ status, kind }) => status === "waiting" || (status === "running" && !isBlockKind(kind)),
    );
  }

  /** A step is given up and the task goes on without it: its questions and sub-tasks end. False: the fence is lost. */
  async withdraw(path: string): Promise<boolean> {
    const below = (row: StepRow) =>
      row.path === path ||
      row.path.startsWith(`${path}[`) ||
      (row.path.startsWith(`${path}.`) && !row.path.startsWith(`${path}.on_error.`));
    const open = [...this.#rows.values()].filter(
      (row) => below(row) && (row.status === "waiting" || row.status === "running"),
    );
    if (open.length === 0) return true;
    const held = await this.alone(async (tx) => {
      await withdrawStep(tx, this.engine.boss, this.task.id, path, this.actor);
      return true;
    });
    for (const row of open) this.#rows.set(row.path, { ...row, status: "cancelled", ended_at: this.now() });
    // What they waited for does not keep the task any more.
    const gone = new Set(open.map((row) => row.path));
    this.waits.splice(
      0,
      this.waits.length,
      ...this.waits.filter(({ reason }) => !reason.stepPath || !gone.has(reason.stepPath)),
    );
    return held === true;
  }

  /** Below a place in the task: time that people took, and whether one is asked right now. */
  personTime(prefix: string): { ms: number; open: boolean } {
    let ms = 0;
    let open = false;
    for (const row of this.#rows.values()) {
      // An agent's own work has an input; a step handed to a person has none.
      const isPerson = row.kind === "ask" || (row.kind === "agent" && (row.input ?? null) === null);
      if (!row.path.startsWith(prefix) || !isPerson) continue;
      open ||= row.ended_at === null;
      ms += (row.ended_at ?? this.now()).getTime() - row.started_at.getTime();
    }
    return { ms, open };
  }

  /** Who asked for the pause or the cancel. The row is locked by the caller. */
  async requestedBy(tx: Db): Promise<ActorRecord | null> {
    const row = await tx.selectFrom("tasks").select("requested_by").where("id", "=", this.task.id).executeTakeFirst();
    return (row?.requested_by as ActorRecord | null | undefined) ?? null;
  }

  /** Looks whether a person asked for something, or another took the task: a signal says so. */
  async look(): Promise<void> {
    const row = await this.engine.db
      .selectFrom("tasks")
      .select(["attempt", "status", "requested"])
      .where("id", "=", this.task.id)
      .executeTakeFirst();
    if (!row || row.attempt !== this.task.attempt || row.status !== "running") this.requestStop("lost");
    else if (row.requested) this.requestStop(row.requested);
    // Resumed before it had paused.
    else if (this.stop === "pause") this.stop = null;
  }

  /** This process ends and the segment did not: the task goes back to the queue, its call in doubt. */
  async handBack(): Promise<void> {
    if (this.stop === "lost") return;
    const settlement: Settlement = {
      status: "queued",
      reason: null,
      progress: this.progress(),
      actor: this.actor,
      inDoubt: true,
      seenWakes: this.task.wakes,
    };
    await this.write(settlement, newJobId(this.task.priority));
    this.requestStop("lost");
  }

  /** After `alone` has written it: the journal in memory follows. */
  remember(step: StepWrite): void {
    this.#remember(step);
    this.#written.add(rowKey(step));
  }

  #remember(step: StepWrite): void {
    if (step.untrusted) this.untrusted ??= originOf(step);
    const before = this.#rows.get(step.path);
    const after: StepRow = {
      path: step.path,
      attempt: step.attempt,
      seq: step.seq,
      kind: step.kind,
      title: step.title,
      tool: step.tool,
      effect: step.effect,
      status: step.status,
      input: step.input === undefined ? this.#rows.get(step.path)?.input : step.input,
      output: step.output ?? null,
      error: step.error ?? null,
      idempotency_key: step.idempotencyKey,
      wait: (step.wait as StepRow["wait"]) ?? null,
      untrusted: step.untrusted,
      rule: step.rule,
      rehearsed: step.rehearsed,
      started_at: step.startedAt,
      ended_at: step.endedAt,
    };
    this.#rows.set(step.path, after);
    this.spent.count(before, after);
  }
}

/** What of a plan is behind: an item under way counts as half. */
function shareDone(items: PlanItem[]): number {
  const meant = items.filter(({ state }) => state !== "dropped");
  const done = meant.reduce((sum, { state }) => sum + (state === "done" ? 1 : state === "doing" ? 0.5 : 0), 0);
  // Only the end of the step is the end.
  return meant.length === 0 ? 0 : (0.95 * done) / meant.length;
}

function rowKey({ path, attempt }: { path: string; attempt: number }): string {
  return `${path} ${attempt}`;
}

function originOf({ tool, kind, path }: { tool: string | null; kind: string; path: string }): string {
  return `${tool ?? kind} in step "${path}"`;
}

function isBlockKind(kind: string): boolean {
  return kind === "steps" || kind === "parallel" || kind === "each";
}

const FENCE = prepared(
  "engine_fence",
  `select id, attempt = $2::int and status = 'running' as held from tasks where id in ($1::bigint, $3::bigint)
   order by id for no key update`,
);
