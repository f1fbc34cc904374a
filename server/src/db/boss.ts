import { CompiledQuery } from "kysely";
import { type Clock, type ConstructorOptions, PgBoss, type QueueOptions } from "pg-boss";
import type pg from "pg";
import { type Database, type Db, prepared } from "./database.ts";

/** Where pg-boss runs its statements. */
export type IDatabase = NonNullable<ConstructorOptions["db"]>;

/** pg-boss' `db` option: what it does becomes part of our transaction. */
export function bossDb(db: Db): IDatabase {
  return {
    async executeSql(text, values = []) {
      // Fetching is planned anew each time: a plan made while the queue was empty would sort all of a full one.
      if (values.length > 0) prepareBossStatement(text);
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows };
    },
  };
}

export interface BossOptions {
  database: Database;
  /** this process in pg-boss' instance registry, unique among all processes on the database */
  name: string;
  /** a web process only sends; finding dead workers and cleaning up is the workers' duty */
  role: "web" | "worker" | "both";
  /** Tests: a TestClock. The database must then be connected with `testClock: true`. */
  clock?: Clock;
}

export async function startBoss({ database, name, role, clock }: BossOptions): Promise<PgBoss> {
  // A pool of its own: a heartbeat that waits behind a thousand requests declares a live worker dead.
  // One plan per statement, made without looking at values or at how full the queue is: then they go
  // through an index. Fetching and completing ten jobs of 20,000 before the first ANALYZE takes 3 to 4 ms
  // so; planned anew for each call, as statements that are not prepared are, it took 26 ms and more.
  const pool = database.newPool(`${name} boss`, BOSS_CONNECTIONS, { plan_cache_mode: "force_generic_plan" });
  const boss = new PgBoss({
    db: poolDb(pool, database.testClock),
    schema: "pgboss",
    supervise: role !== "web",
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    instanceName: name,
    instanceHeartbeatSeconds: 2,
    useListenNotify: false,
    openTelemetry: { enabled: false },
    ...(clock ? { clock } : {}),
  });
  boss.on("stopped", () => void pool.end().catch(() => {}));
  // Without a listener an EventEmitter throws. The caller adds its own to log them.
  boss.on("error", () => {});
  await boss.start();
  for (const [queue, options] of Object.entries(QUEUES)) await boss.createQueue(queue, options);
  return boss;
}

const BOSS_CONNECTIONS = 6;

/** 68 years, the largest value of the column: a job that waits must never be swept away. */
const FOR_EVER_SECONDS = 2_147_483_647;

const QUEUES: Record<string, QueueOptions & { policy: "standard" }> = {
  // A job only says "this task may run"; what happened is in our tables, so retries are unlimited
  // and finished jobs go soon. 24 hours is pg-boss' upper limit for one run of a job; the worker
  // ends its segment and sends a new job before that.
  tasks: {
    policy: "standard",
    retryLimit: 1_000_000,
    retryDelay: 0,
    heartbeatSeconds: 10,
    expireInSeconds: 86_400,
    retentionSeconds: FOR_EVER_SECONDS,
    deleteAfterSeconds: 60,
  },
};

function poolDb(pool: pg.Pool, testClock: boolean): IDatabase {
  return {
    async executeSql(text, values = []) {
      // its upkeep sends several statements in one text, and no values then
      if (values.length > 0) prepareBossStatement(text);
      return await pool.query(text, values);
    },
    async setSessionStatements(statements) {
      if (statements.length > 0 && !testClock) {
        throw new Error("a TestClock needs connectDatabase({ testClock: true })");
      }
    },
    poolCounts: () => ({
      max: pool.options.max,
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
  };
}

/**
 * pg-boss' statements are long and always the same few. The bound is for texts that carry a value
 * in them: past it they are simply not prepared.
 */
function prepareBossStatement(text: string): void {
  if (bossStatements.has(text) || bossStatements.size >= 200) return;
  bossStatements.add(text);
  prepared(`boss_${bossStatements.size}`, text);
}

const bossStatements = new Set<string>();
