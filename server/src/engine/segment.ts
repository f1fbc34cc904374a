import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { TaskReason } from "@taskwright/api/task.ts";
import type { PgBoss } from "pg-boss";
import type { Catalogs } from "../apps/tool.ts";
import type { Connections } from "../connections/open.ts";
import { type AgentProfile, loadAgentProfile } from "../agents/profile.ts";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import type { CompiledControl, CompiledDefinition } from "../definitions/compiled.ts";
import type { NewEvent } from "../events/append.ts";
import { agentRules } from "../controls/agent-rules.ts";
import type { Models } from "../models/models.ts";
import type { StopBoard } from "../controls/stop-board.ts";
import type { Log } from "../log.ts";
import { withdrawStep } from "../tasks/withdraw.ts";
import { newJobId } from "../tasks/queue.ts";
import { countLostTurns } from "./lost-turns.ts";
import type { ClaimedTask } from "../tasks/claimed.ts";
import type { Ack, Holder, Journal, Settlement, StepWrite } from "./journal.ts";
import { Progress } from "./progress.ts";
import { RecordedSteps } from "./recorded-steps.ts";
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
  log: Log;
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
  readonly steps: RecordedSteps;
  readonly progress: Progress;
  /** rows that are in the table, or on their way there ahead of whatever follows */
  #written: Set<string>;
  #buffer: { steps: StepWrite[]; events: Event[] } = { steps: [], events: [] };
  #failure: Error | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();
  readonly claimedAt = performance.now();
  #progressAt = performance.now();
  #paidUntil = performance.now();
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
    this.steps = new RecordedSteps(rows, task.untrusted);
    this.progress = new Progress(definition.leafCount);
    this.#written = new Set(rows.map(rowKey));
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

  /** Known from now on, written with the next thing that must be durable, or at the end. */
  note(step: StepWrite, ...events: Event[]): void {
    this.steps.put(step);
    this.#buffer.steps.push(step);
    this.#buffer.events.push(...events);
  }

  /** Written now, together with everything noted before. False: the fence is lost. */
  async record(step: StepWrite, ...events: Event[]): Promise<boolean> {
    this.note(step, ...events);
    return (await this.write()).held;
  }

  /** All that is noted, by other branches too, is written, and what was asked for meanwhile is known. False: go no further. */
  async catchUp(): Promise<boolean> {
    await this.#writeNoted();
    return this.stop === null;
  }

  async #writeNoted(): Promise<void> {
    if (this.#buffer.steps.length > 0 || this.#buffer.events.length > 0) await this.write();
    else await this.#lastWrite;
    if (this.#failure) throw this.#failure;
  }

  /** Writes what is noted without keeping anyone waiting; a failure shows at the next `write`. */
  push(): void {
    this.#lastWrite = this.write().catch((error: unknown) => {
      this.#failure ??=
        error instanceof Error ? error : new Error("the journal could not be written", { cause: error });
    });
  }

  async write(settlement?: Settlement, jobId?: string): Promise<Ack> {
    if (this.#failure) throw this.#failure;
    const { events } = this.#buffer;
    const steps = this.#buffer.steps.map((step) => ({ ...step, known: this.#isWritten(step) }));
    this.#buffer = { steps: [], events: [] };
    const now = performance.now();
    const spending = this.steps.spent.take(now - this.#paidUntil, settlement !== undefined);
    if (spending) this.#paidUntil = now;
    const showProgress = !settlement && (spending !== undefined || now - this.#progressAt > PROGRESS_EVERY_MS);
    if (showProgress) this.#progressAt = now;
    const writing = this.engine.journal.write(this.holder, {
      steps,
      events: events.map((event) => ({ ...event, actor: this.actor })),
      ...(showProgress ? { progress: this.progress.now() } : {}),
      ...(spending ? { spending, spent: this.steps.spent.sums } : {}),
      ...(settlement ? { settlement } : {}),
      ...(jobId ? { jobId } : {}),
    });
    this.#lastWrite = writing.catch(() => {});
    const ack = await writing;
    if (!ack.held) this.requestStop("lost");
    else if (ack.requested) this.requestStop(ack.requested);
    return ack;
  }

  #isWritten(step: StepWrite): boolean {
    const key = rowKey(step);
    const known = this.#written.has(key);
    this.#written.add(key);
    return known;
  }

  /**
   * A transaction of this task alone, fence checked and row locked first: for what is more than a step
   * row. What was noted before is written before, also what is on its way: ending the task takes the fence
   * from it. Undefined: the fence is lost.
   */
  async alone<T>(fn: (tx: Db) => Promise<T>): Promise<T | undefined> {
    await this.#writeNoted();
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

  /** A step is given up and the task goes on without it: its questions and sub-tasks end. False: the fence is lost. */
  async withdraw(path: string): Promise<boolean> {
    const open = this.steps.openWithin(path);
    if (open.length === 0) return true;
    const held = await this.alone(async (tx) => {
      await withdrawStep(tx, this.engine.boss, this.task.id, path, this.actor);
      return true;
    });
    this.steps.cancel(open, this.now());
    // What they waited for does not keep the task any more.
    const gone = new Set(open.map((row) => row.path));
    this.waits.splice(
      0,
      this.waits.length,
      ...this.waits.filter(({ reason }) => !reason.stepPath || !gone.has(reason.stepPath)),
    );
    return held === true;
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
    countLostTurns(this);
    const settlement: Settlement = {
      status: "queued",
      reason: null,
      progress: this.progress.now(),
      actor: this.actor,
      inDoubt: true,
      seenWakes: this.task.wakes,
    };
    await this.write(settlement, newJobId(this.task.priority));
    this.requestStop("lost");
  }

  /** After `alone` has written it: the journal in memory follows. */
  remember(step: StepWrite): void {
    this.steps.put(step);
    this.#written.add(rowKey(step));
  }
}

function rowKey({ path, attempt }: { path: string; attempt: number }): string {
  return `${path} ${attempt}`;
}

const FENCE = prepared(
  "engine_fence",
  `select id, attempt = $2::int and status = 'running' as held from tasks where id in ($1::bigint, $3::bigint)
   order by id for no key update`,
);
