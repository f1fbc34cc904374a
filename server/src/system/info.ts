import type { SystemInfo } from "@taskwright/api/system.ts";
import { sql } from "kysely";
import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import type { PgBoss } from "pg-boss";
import type { Config } from "../config.ts";
import type { Vault } from "../connections/vault.ts";
import type { Db } from "../db/database.ts";
import { readConnections, readModels } from "./accounts.ts";
import { readSecretKey } from "./secrets.ts";

export interface SystemServices {
  config: Pick<Config, "databaseUrl" | "dataDir" | "smtpUrl" | "secretKey">;
  vault: Vault;
  database: { db: Db };
  boss: Pick<PgBoss, "getInstances">;
}

export const VERSION: string = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
).version;

const STARTED_AT = new Date(Date.now() - process.uptime() * 1_000).toISOString();

/** What someone who runs this needs to see at one glance. */
export async function readSystemInfo(services: SystemServices, workspaceId: number): Promise<SystemInfo> {
  const { config, database } = services;
  const { db } = database;
  const [databaseInfo, queue, workers, disk, models, connections, secretKey] = await Promise.all([
    readDatabase(db),
    readQueue(db, workspaceId),
    readWorkers(services),
    readDisk(config.dataDir),
    readModels(db, workspaceId),
    readConnections(db, workspaceId),
    readSecretKey(db, services, workspaceId),
  ]);
  return {
    version: VERSION,
    node: process.version,
    startedAt: STARTED_AT,
    database: { ...databaseInfo, embedded: config.databaseUrl === undefined },
    queue,
    workers,
    disk,
    smtpConfigured: config.smtpUrl !== undefined,
    models,
    connections,
    secretKey,
  };
}

async function readDatabase(db: Db) {
  const begun = performance.now();
  await sql`select 1`.execute(db);
  const latencyMs = Math.round((performance.now() - begun) * 100) / 100;
  const { rows } = await sql<{ version: string; bytes: number }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes`.execute(db);
  return { ...rows[0]!, latencyMs };
}

async function readQueue(db: Db, workspaceId: number): Promise<SystemInfo["queue"]> {
  const { rows } = await sql<{ queued: number; running: number; waiting: number; oldest: Date | null }>`
    select count(*) filter (where status = 'queued') as queued,
      count(*) filter (where status = 'running') as running,
      count(*) filter (where status = 'waiting') as waiting,
      min(status_since) filter (where status = 'queued') as oldest
    from tasks
    where workspace_id = ${workspaceId} and status in ('queued', 'running', 'waiting')`.execute(db);
  const { queued, running, waiting, oldest } = rows[0]!;
  return { queued, running, waiting, oldestQueuedAt: oldest?.toISOString() ?? null };
}

/** Every process in pg-boss' registry that has not said goodbye; a dead one shows as not live. */
async function readWorkers({ boss, database }: SystemServices): Promise<SystemInfo["workers"]> {
  const [instances, running] = await Promise.all([
    boss.getInstances(),
    database.db
      .selectFrom("tasks")
      .select(({ fn }) => ["worker", fn.countAll<number>().as("count")])
      .where("status", "=", "running")
      .groupBy("worker")
      .execute(),
  ]);
  const counts = new Map(running.map(({ worker, count }) => [worker, Number(count)]));
  return instances
    .filter(({ stoppedOn }) => stoppedOn === null)
    .map(({ id, name, host, pid, live, heartbeatOn }) => ({
      name: name ?? id,
      host,
      pid,
      live,
      running: counts.get(name ?? id) ?? 0,
      heartbeatAt: heartbeatOn.toISOString(),
    }));
}

async function readDisk(path: string): Promise<SystemInfo["disk"]> {
  try {
    const { bavail, bfree, blocks, bsize } = await statfs(path);
    return { path, freeBytes: bavail * bsize, usedBytes: (blocks - bfree) * bsize };
  } catch {
    return null;
  }
}
