import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, messageOf } from "../errors.ts";
import { lockFolder } from "../lib/lock.ts";
import type { DatabaseOptions } from "./database.ts";
import { postgresAccount } from "./postgres/account.ts";
import { postgresBinaries } from "./postgres/binaries.ts";
import {
  CLUSTER_PORT,
  CLUSTER_USER,
  type Cluster,
  awaitAnswer,
  clusterExists,
  createCluster,
  ensureDatabase,
  ownData,
  spawnPostgres,
} from "./postgres/cluster.ts";
import { adoptOrphan, clearDead } from "./postgres/orphan.ts";
import { choosePlace } from "./postgres/place.ts";

export interface EmbeddedPostgres {
  /** for connectDatabase */
  connection: DatabaseOptions;
  /** process id of the server as of now; it changes when it had to be restarted */
  pid(): number;
  /** Ends the server and gives the data folder free. */
  stop(): Promise<void>;
}

interface EmbeddedOptions {
  dataDir: string;
  /** told what is going on when it takes a person's patience */
  progress?: (line: string) => void;
  /** told when the server ended by itself and is restarted */
  warn?: (line: string) => void;
}

/**
 * Runs PostgreSQL on `dataDir`/postgres and keeps it running: when it dies, it is started again.
 * Throws `conflict` when another process uses the folder.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { progress = () => {}, warn = () => {} } = options;
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const lock = lockFolder(dataDir);
  try {
    const cluster = await prepareCluster(dataDir, progress);
    const keeper = await keepRunning(cluster, warn);
    await ensureDatabase(cluster, DATABASE).catch(async (error: unknown) => {
      await keeper.stop();
      throw error;
    });
    return {
      connection: {
        host: cluster.socket,
        port: CLUSTER_PORT,
        user: CLUSTER_USER,
        password: cluster.password,
        database: DATABASE,
      },
      pid: () => keeper.pid,
      async stop() {
        await keeper.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

const DATABASE = "taskwright";

async function prepareCluster(dataDir: string, progress: (line: string) => void): Promise<Cluster> {
  const account = postgresAccount();
  const place = await choosePlace(account, dataDir, await postgresBinaries());
  const exists = clusterExists(place.data);
  const password = await databasePassword(join(dataDir, "postgres.password"), exists);
  const cluster: Cluster = { account, ...place, log: join(dataDir, "postgres.log"), password };
  if (!exists) {
    progress("Creating the database (first start only, a few seconds) …");
    await createCluster(cluster);
  }
  await ownData(cluster);
  return cluster;
}

async function databasePassword(file: string, databaseExists: boolean): Promise<string> {
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  if (databaseExists) {
    throw new AppError(
      "internal",
      `The file ${file} is missing; it holds the password of the database beside it. Restore it from your backup.`,
    );
  }
  const password = randomBytes(24).toString("base64url");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** A restart waits a little longer after each failure, and a failure is forgotten when it serves. */
const RESTART_MS = [0, 50, 100, 200, 500, 1_000, 2_000, 5_000];
/** After kill -9, PostgreSQL refuses to start until the last of its old processes has noticed. */
const FIRST_START_ATTEMPTS = 6;
const FAST_STOP_MS = 5_000;

async function keepRunning(cluster: Cluster, warn: (line: string) => void) {
  let stopping = false;
  let server = (await adoptOrphan(cluster)) ?? (await startFirst());
  const watching = watch();

  async function start() {
    clearDead(cluster);
    const started = spawnPostgres(cluster);
    await awaitAnswer(cluster, started.exited);
    return started;
  }

  async function startFirst() {
    for (let attempt = 1; ; attempt++) {
      try {
        return await start();
      } catch (error) {
        if (attempt === FIRST_START_ATTEMPTS) throw error;
        await sleep(RESTART_MS[attempt]);
      }
    }
  }

  async function watch(): Promise<void> {
    for (let failures = 0; ;) {
      await server.exited;
      if (stopping) return;
      if (failures === 0) warn("PostgreSQL ended unexpectedly and is started again");
      await sleep(RESTART_MS[Math.min(failures, RESTART_MS.length - 1)]);
      if (stopping) return;
      clearDead(cluster);
      server = spawnPostgres(cluster);
      try {
        await awaitAnswer(cluster, server.exited);
        failures = 0;
      } catch (error) {
        failures++;
        if (!stopping) warn(messageOf(error));
      }
    }
  }

  return {
    get pid() {
      return server.pid;
    },
    async stop() {
      stopping = true;
      signal(server.pid, "SIGINT");
      // A fast stop writes everything to its place; an immediate one leaves that to the next start.
      const impatience = setTimeout(() => signal(server.pid, "SIGQUIT"), FAST_STOP_MS);
      await watching;
      clearTimeout(impatience);
    },
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended already
  }
}
