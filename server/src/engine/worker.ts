import type { PgBoss } from "pg-boss";
import type { Catalogs } from "../apps/tool.ts";
import type { Connections } from "../connections/open.ts";
import { openWriting } from "../events/writing.ts";
import { BY_INDEX, type Database, type Db } from "../db/database.ts";
import { bossDb } from "../db/boss.ts";
import { isUnavailable } from "../db/failures.ts";
import { attachSignals } from "../db/poke.ts";
import type { Signals } from "../db/signals.ts";
import { openStopBoard } from "../controls/stop-board.ts";
import { STOPS_CHANGED } from "../controls/stops.ts";
import type { Log } from "../log.ts";
import type { Models } from "../models/models.ts";
import { offerSeats, type Seats } from "../tasks/at-once.ts";
import { TASK_QUEUE } from "../tasks/queue.ts";
import { claimTasks, type JobRef } from "./claim.ts";
import { openJournal } from "./journal.ts";
import { recoverTasks } from "./recover.ts";
import { keepSeats } from "./seats.ts";
import type { Engine } from "./segment.ts";
import type { StepHandlers } from "./visit.ts";
import { openUnderWay } from "./under-way.ts";
import { createWalk } from "./walk.ts";

export interface WorkerOptions {
  /** this process, as in pg-boss' instance registry */
  name: string;
  /** tasks it runs at once */
  concurrency: number;
  database: Database;
  boss: PgBoss;
  signals: Signals;
  catalogs: Catalogs;
  connections: Connections;
  models: Models;
  handlers: StepHandlers;
  log: Log;
}

export interface Worker {
  /** Runs whatever can run until nothing can: for tests. */
  drain(): Promise<void>;
  /** Takes nothing new until released; resolves when nothing is under way. */
  hold(): Promise<void>;
  release(): void;
  /** One look for tasks whose worker is gone: for tests; otherwise by itself every two seconds. */
  recover(): Promise<number>;
  /** Ids of the tasks under way here. */
  running(): number[];
  /** Whether it knows that a task under way here, or a tool of a workspace, was stopped: for tests. */
  isStopped(what: number | string, workspaceId?: number): boolean;
  /** Finishes or hands back what is under way, within `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

/** A lost signal, or a moment that came: look at least this often. */
const POLL_MS = 1_000;
const HEARTBEAT_MS = 3_000;
const RECOVER_MS = 2_000;
/** pg-boss ends a job after 24 hours; its task is handed back well before. */
const LONGEST_SEGMENT_MS = 20 * 3_600_000;

/** Of its own: what keeps tasks alive must not wait behind requests. */
const CONNECTIONS = 8;
const TIDY_MS = 50;
/** A second look begins when a quarter of the room is free while the first is under way. */
const FETCHES_AT_ONCE = 2;

/** Takes tasks as there is room, runs them, and keeps their jobs alive meanwhile. */
export function startWorker(options: WorkerOptions): Worker {
  const { database, boss, signals, log, concurrency, name } = options;
  const db = database.newDb(`${name} engine`, CONNECTIONS, BY_INDEX);
  attachSignals(db, signals);
  const writing = openWriting(signals);
  const engine: Engine = {
    log,
    db,
    boss,
    catalogs: options.catalogs,
    connections: options.connections,
    models: options.models,
    writing,
    journal: openJournal(db, boss, concurrency),
    stops: openStopBoard(db, boss),
  };
  const underWay = openUnderWay({
    engine,
    walk: createWalk(options.handlers),
    onEnd(job) {
      if (job) doneWith([job]);
      if (crowded || limited.size > 0) wakeSoon();
    },
    onAside() {
      if (underWay.size() >= concurrency) wakeSoon();
    },
  });
  const finished: JobRef[] = [];
  const fetches = new Set<Promise<void>>();
  const seats = keepSeats(name, (tasks, recorded) =>
    underWay.begin(
      tasks.map((task) => ({ task, job: null })),
      recorded,
    ),
  );
  /** room that fetches under way have asked for */
  let reserved = 0;
  let again = false;
  /** there may be tasks that this worker had no room for */
  let crowded = true;
  let tidying: NodeJS.Timeout | undefined;
  /** agents that have limits, as of the last look: their tasks may wait though there is room */
  let limited: ReadonlySet<number> = new Set();
  let stopping = false;
  let held = false;
  let drained = false;
  let soon = false;

  function room(): number {
    if (stopping || held) return 0;
    return concurrency - underWay.taken() - reserved - seats.count();
  }

  /** Looks for work, now or as soon as the looks under way allow. */
  function wake(): void {
    again = true;
    if (fetches.size === 0 || (fetches.size < FETCHES_AT_ONCE && room() >= concurrency / 4)) look();
  }

  /** Many tasks end, or begin to wait, at the same moment: one look for all of them. */
  function wakeSoon(): void {
    if (soon) return;
    soon = true;
    setImmediate(() => {
      soon = false;
      wake();
    });
  }

  function look(): void {
    again = false;
    const most = room();
    if (most <= 0) crowded = true;
    if (most <= 0 && (finished.length === 0 || limited.size === 0)) return;
    const fetch = take(Math.max(0, most)).finally(() => {
      fetches.delete(fetch);
      if (again) wake();
    });
    fetches.add(fetch);
  }

  async function take(most: number): Promise<void> {
    // Nobody waits for a finished job's removal, unless it counts against its agent's limit.
    const done = limited.size > 0 ? finished.splice(0) : [];
    reserved += most;
    try {
      const { claims, stale, ...found } = await claimTasks(db, boss, { worker: name, most, finished: done });
      limited = found.limited;
      doneWith(stale);
      underWay.begin(claims);
      drained = claims.length === 0 && stale.length === 0;
      const full = claims.length + stale.length >= Math.max(1, most);
      crowded = full || most === 0;
      // As many as were asked for, or an agent's room just became free: look again at once.
      if (full || (limited.size > 0 && done.length > 0)) again = true;
    } catch (error) {
      doneWith(done);
      again = false;
      log.warn(
        { err: error },
        isUnavailable(error)
          ? "the database cannot be reached; work goes on when it can"
          : "tasks could not be fetched; trying again",
      );
    } finally {
      reserved -= most;
    }
  }

  /**
   * Tasks that become runnable in this process need not go through the queue when nobody waits in it and there
   * is room: their transaction claims them.
   */
  function offer(db: Db, count: number): Seats | undefined {
    if (crowded || again || count > room()) return undefined;
    return { ...seats.offer(db, count), isLimited: (agentId) => limited.has(agentId) };
  }

  function doneWith(jobs: JobRef[]): void {
    finished.push(...jobs);
    if (finished.length > 0 && !stopping) tidying ??= setTimeout(() => void tidy(), TIDY_MS);
  }

  /** Removes jobs that are done with, many at once. What stays because this process ends is found stale one day. */
  async function tidy(): Promise<void> {
    tidying = undefined;
    const done = finished.splice(0);
    if (done.length === 0) return;
    try {
      await boss.deleteJob(TASK_QUEUE, done, { db: bossDb(db) });
    } catch {
      doneWith(done);
    }
  }

  async function heartbeat(): Promise<void> {
    for (const segment of underWay.segments()) {
      if (performance.now() - segment.claimedAt > LONGEST_SEGMENT_MS) segment.requestStop("shutdown");
    }
    const jobs = underWay.jobs();
    if (jobs.length > 0) await boss.touch(TASK_QUEUE, jobs);
  }

  async function recover(): Promise<number> {
    const count = await recoverTasks(db, boss, { worker: name, running: underWay.ids() });
    if (count > 0) wake();
    return count;
  }

  async function lookAtStops(): Promise<void> {
    await engine.stops.refresh();
    for (const segment of underWay.segments()) segment.lookAtStops();
  }

  function control(payload: string | undefined): void {
    if (payload === undefined || payload === STOPS_CHANGED) lookAtStops().catch(() => {});
    for (const segment of underWay.segments()) {
      if (payload === undefined || payload === String(segment.task.id)) segment.look().catch(() => {});
    }
  }

  const quietly = (fn: () => Promise<unknown>, what: string) => () => {
    fn().catch((error: unknown) => log.warn({ err: error }, what));
  };
  const timers = [
    setInterval(wake, POLL_MS),
    setInterval(quietly(lookAtStops, "the stops in force could not be read"), POLL_MS),
    setInterval(quietly(heartbeat, "the heartbeat did not reach the database"), HEARTBEAT_MS),
    setInterval(quietly(recover, "looking for orphaned tasks failed"), RECOVER_MS),
  ];
  const unsubscribe = [signals.on("tasks", wake), signals.on("control", control), offerSeats(boss, offer)];
  quietly(lookAtStops, "the stops in force could not be read")();
  // Work of this machine's dead predecessor is taken up before anything else.
  quietly(recover, "looking for orphaned tasks failed")();
  wake();

  return {
    async drain() {
      do {
        await seats.ended();
        await underWay.ended();
        drained = false;
        clearTimeout(tidying);
        await tidy();
        wake();
        while (fetches.size > 0) await Promise.all(fetches);
      } while (!stopping && (!drained || underWay.size() > 0 || finished.length > 0));
    },
    async hold() {
      held = true;
      await Promise.all([...fetches, seats.ended()]);
      while (underWay.size() > 0) await underWay.ended();
    },
    release() {
      held = false;
      wake();
    },
    recover,
    running: underWay.ids,
    isStopped(what, workspaceId = 0) {
      if (typeof what === "string") return engine.stops.ofTool(workspaceId, what) !== undefined;
      return underWay.segments().some(({ task, stop }) => task.id === what && stop === "stopped");
    },
    async stop(graceMs = 8_000) {
      stopping = true;
      for (const timer of timers) clearInterval(timer);
      clearTimeout(tidying);
      for (const off of unsubscribe) off();
      writing.close();
      const late = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([seats.ended(), late]);
      for (const segment of underWay.segments()) segment.requestStop("shutdown");
      await Promise.race([underWay.ended(), late]);
      // What is still under way does not listen: hand it back with its call in doubt.
      await Promise.all(underWay.segments().map(async (segment) => await segment.handBack().catch(() => {})));
      await engine.journal.idle();
      await Promise.all(fetches);
      await tidy();
    },
  };
}
