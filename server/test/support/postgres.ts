import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startBoss } from "../../src/db/boss.ts";
import { connectDatabase } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { postgresAccount } from "../../src/db/postgres/account.ts";
import { copyBinaries, postgresBinaries } from "../../src/db/postgres/binaries.ts";
import {
  CLUSTER_USER,
  type Cluster,
  awaitAnswer,
  createCluster,
  spawnPostgres,
} from "../../src/db/postgres/cluster.ts";
import { onServer, withDatabase } from "./database.ts";

/**
 * One PostgreSQL for the whole run, in a temporary folder, or the one in TEST_DATABASE_URL; and in
 * it one migrated database that every test file copies. fsync stays on: crash tests rely on it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeLeftovers();
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await startServer();
  const template = `template_${randomBytes(6).toString("hex")}`;
  try {
    await createTemplate(server.url, template);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("databaseUrl", server.url);
  project.provide("databaseTemplate", template);
  return async () => {
    await onServer(server.url, `drop database if exists ${template} with (force)`);
    await server.stop();
  };
}

const FOLDER = "taskwright-test-";

async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
  const account = postgresAccount();
  if (account.owner) chownSync(folder, account.owner.uid, account.owner.gid);
  const socket = join(folder, "socket");
  mkdirSync(socket, { mode: 0o700 });
  if (account.owner) chownSync(socket, account.owner.uid, account.owner.gid);
  let binaries = await postgresBinaries();
  if (!account.sameFiles) {
    binaries = await copyBinaries(binaries, join(tmpdir(), "taskwright-test-binaries"));
  }
  const password = randomBytes(16).toString("hex");
  const log = join(folder, "postgres.log");
  const data = join(folder, "data");
  const settings = ["max_connections=500"];
  const cluster: Cluster = { account, binaries, data, socket, log, password, settings };
  await createCluster(cluster, { sync: false });
  const { pid, exited } = spawnPostgres(cluster);
  await awaitAnswer(cluster, exited);
  return {
    url: `postgres://${CLUSTER_USER}:${password}@localhost/postgres?host=${encodeURIComponent(socket)}`,
    async stop() {
      process.kill(pid, "SIGINT");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createTemplate(serverUrl: string, template: string): Promise<void> {
  await onServer(serverUrl, `create database ${template}`);
  const database = connectDatabase({ url: withDatabase(serverUrl, template) });
  try {
    await migrate(database.db);
    const boss = await startBoss({ database, name: "template", role: "web" });
    await boss.stop({ graceful: false });
    await database.pool.query("truncate pgboss.instance");
  } finally {
    await database.close();
  }
}

/** A run that was killed leaves its server behind; its folder names the process that is gone. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1]);
    if (!pid || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    try {
      const [postmaster] = readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n");
      process.kill(Number(postmaster), "SIGKILL");
    } catch {
      // it has no server any more
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
