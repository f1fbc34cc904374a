import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresAccount } from "../../src/db/postgres/account.ts";
import { copyBinaries, postgresBinaries } from "../../src/db/postgres/binaries.ts";
import {
  awaitAnswer,
  type Cluster,
  CLUSTER_USER,
  createCluster,
  spawnPostgres,
} from "../../src/db/postgres/cluster.ts";
import { clearDead } from "../../src/db/postgres/orphan.ts";

/** A PostgreSQL of one's own that can be stopped, killed and started again. */
export interface MortalPostgres {
  url: string;
  /** resolves when it answers */
  start(): Promise<void>;
  /** a fast shutdown, as the operating system asks for */
  stop(): Promise<void>;
  /** kill -9 of the postmaster and every process it has */
  kill(): Promise<void>;
  /** kill -9 of one process that serves a client: PostgreSQL restarts all the others */
  killOneBackend(choose: (count: number) => number): void;
  remove(): Promise<void>;
}

/** `folder`: an empty one to live in, for example on a small disk. */
export async function mortalPostgres(given: { folder?: string } = {}): Promise<MortalPostgres> {
  const folder = given.folder ?? mkdtempSync(join(tmpdir(), "taskwright-crash-postgres-"));
  const account = postgresAccount();
  const socket = join(folder, "socket");
  mkdirSync(socket, { mode: 0o700 });
  for (const path of account.owner ? [folder, socket] : []) chownSync(path, account.owner!.uid, account.owner!.gid);
  const native = await postgresBinaries();
  const binaries = account.sameFiles ? native : await copyBinaries(native, join(tmpdir(), "taskwright-test-binaries"));
  const cluster: Cluster = {
    account,
    binaries,
    data: join(folder, "data"),
    socket,
    log: join(folder, "postgres.log"),
    password: randomBytes(16).toString("hex"),
  };
  await createCluster(cluster, { sync: false });
  let server: { pid: number; exited: Promise<void> } | undefined;
  return {
    url: `postgres://${CLUSTER_USER}:${cluster.password}@localhost/postgres?host=${encodeURIComponent(socket)}`,
    async start() {
      // After kill -9 the last of its old processes may need a moment to notice.
      for (let attempt = 1; ; attempt++) {
        clearDead(cluster);
        server = spawnPostgres(cluster);
        try {
          return await awaitAnswer(cluster, server.exited);
        } catch (error) {
          if (attempt === 20) throw error;
        }
      }
    },
    async stop() {
      if (!server) return;
      process.kill(server.pid, "SIGINT");
      await server.exited;
      server = undefined;
    },
    async kill() {
      if (!server) return;
      for (const pid of [server.pid, ...childrenOf(server.pid)]) kill(pid);
      await server.exited;
      server = undefined;
    },
    killOneBackend(choose) {
      const backends = childrenOf(server!.pid).filter((pid) =>
        /taskwright \[?local/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8")),
      );
      if (backends.length > 0) kill(backends[choose(backends.length)]!);
    },
    async remove() {
      if (server) {
        process.kill(server.pid, "SIGQUIT");
        await server.exited;
      }
      if (!given.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split(" ").filter(Boolean).map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it went with its parent
  }
}
