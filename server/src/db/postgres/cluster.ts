import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { chown, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { AppError, messageOf } from "../../errors.ts";
import type { Account } from "./account.ts";

/** One PostgreSQL data folder and how to serve it. */
export interface Cluster {
  account: Account;
  /** the folder with bin/postgres */
  binaries: string;
  data: string;
  /** folder of its socket, which is all it listens on */
  socket: string;
  log: string;
  password: string;
  /** further settings: name=value */
  settings?: string[];
}

export const CLUSTER_USER = "taskwright";
export const CLUSTER_PORT = 5432;

/** Durable, and modest in memory. */
const SETTINGS = [
  "listen_addresses=",
  "unix_socket_permissions=0700",
  "fsync=on",
  "synchronous_commit=on",
  "full_page_writes=on",
  "max_connections=100",
  "shared_buffers=128MB",
  "wal_compression=off",
  "max_wal_size=1GB",
  "checkpoint_timeout=10min",
  // Queue tables turn over completely within minutes: vacuum them early and in small bites.
  "autovacuum_naptime=60s",
  "autovacuum_vacuum_scale_factor=0.05",
  "autovacuum_vacuum_cost_limit=1000",
  // A client that disappears mid-statement gives its locks back within seconds.
  "client_connection_check_interval=2s",
  "log_min_messages=warning",
  "log_timezone=UTC",
  "timezone=UTC",
  "jit=off",
];

/** Creates the data folder. It appears under its name only when complete. */
export async function createCluster(cluster: Cluster, { sync = true } = {}): Promise<void> {
  const unfinished = `${cluster.data}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const passwordFile = `${cluster.data}.initial`;
  await writeFile(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
  const { owner } = cluster.account;
  for (const path of owner ? [unfinished, passwordFile] : []) {
    await chown(path, owner!.uid, owner!.gid);
  }
  const args = [
    `--pgdata=${unfinished}`,
    `--username=${CLUSTER_USER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // the same order of texts on every machine, whatever its locales
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    ...(sync ? [] : ["--no-sync"]),
  ];
  try {
    await runToEnd(cluster, "initdb", args);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, cluster.data);
}

export function clusterExists(data: string): boolean {
  return existsSync(join(data, "PG_VERSION"));
}

/** Starts the server process; it may not answer yet. `exited` resolves when it has ended. */
export function spawnPostgres(cluster: Cluster): { pid: number; exited: Promise<void> } {
  if (existsSync(cluster.log) && statSync(cluster.log).size > 10_000_000) truncateSync(cluster.log);
  const log = openSync(cluster.log, "a", 0o600);
  const settings = [
    ...SETTINGS,
    `port=${CLUSTER_PORT}`,
    `unix_socket_directories=${cluster.socket}`,
    ...(cluster.settings ?? []),
  ];
  const args = ["-D", cluster.data, ...settings.flatMap((setting) => ["-c", setting])];
  const child = spawnAs(cluster, "postgres", args, log);
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.on("error", () => resolve());
    child.on("exit", () => resolve());
  });
  if (child.pid === undefined) {
    throw new AppError("internal", `PostgreSQL could not be started. Its log: ${cluster.log}`);
  }
  return { pid: child.pid, exited };
}

/** Waits until the server answers; throws when it ends first. */
export async function awaitAnswer(cluster: Cluster, exited: Promise<void>): Promise<void> {
  let ended = false;
  void exited.then(() => (ended = true));
  const deadline = Date.now() + 60_000;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 1.2, 250)) {
    const failure = await tryConnect(cluster);
    if (failure === undefined) return;
    if (ended || Date.now() > deadline) {
      throw new AppError(
        "unavailable",
        `PostgreSQL did not start: ${lastLines(cluster.log) || messageOf(failure)}\nIts log: ${cluster.log}`,
        { cause: failure },
      );
    }
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, pauseMs))]);
  }
}

/** Undefined when the server accepts our password, else why not. */
export async function tryConnect(cluster: Cluster): Promise<unknown> {
  const client = clusterClient(cluster, "postgres");
  client.on("error", () => {});
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => {});
  }
}

export function clusterClient(cluster: Cluster, database: string): pg.Client {
  return new pg.Client({
    host: cluster.socket,
    port: CLUSTER_PORT,
    user: CLUSTER_USER,
    password: cluster.password,
    database,
    connectionTimeoutMillis: 5_000,
  });
}

export async function ensureDatabase(cluster: Cluster, name: string): Promise<void> {
  const client = clusterClient(cluster, "postgres");
  client.on("error", () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** Gives all files to the account, where a former start used another one. */
export async function ownData(cluster: Cluster): Promise<void> {
  const { owner } = cluster.account;
  if (!owner || statSync(cluster.data).uid === owner.uid) return;
  const entries = await readdir(cluster.data, { recursive: true });
  for (const entry of entries) await chown(join(cluster.data, entry), owner.uid, owner.gid);
  await chown(cluster.data, owner.uid, owner.gid);
}

function spawnAs(cluster: Cluster, program: string, args: string[], output: number | "pipe") {
  const { prefix, uid, gid } = cluster.account;
  const [command = "", ...rest] = [...prefix, join(cluster.binaries, "bin", program), ...args];
  return spawn(command, rest, {
    // its own process group: Ctrl+C in the terminal is for us, and we stop PostgreSQL last
    detached: true,
    stdio: ["ignore", output, output],
    cwd: "/",
    env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
    ...(uid === undefined ? {} : { uid, gid }),
  });
}

async function runToEnd(cluster: Cluster, program: string, args: string[]): Promise<void> {
  const child = spawnAs(cluster, program, args, "pipe");
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) {
    throw new AppError("internal", `${program} failed (exit code ${code ?? "none, it was killed"}): ${output.trim()}`);
  }
}

function lastLines(file: string): string {
  if (!existsSync(file)) return "";
  return readFileSync(file, "utf8").trim().split("\n").slice(-4).join("\n");
}
