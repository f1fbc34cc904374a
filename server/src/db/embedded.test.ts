import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectDatabase } from "./database.ts";
import { type EmbeddedPostgres, startEmbedded } from "./embedded.ts";
import { isUnavailable } from "./failures.ts";

// each test makes a whole PostgreSQL, in seconds on a machine with nothing else to do
vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 });

let dataDir: string;
const running = new Set<EmbeddedPostgres>();

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), "taskwright-embedded-")), "data");
});
afterEach(async () => {
  for (const each of running) await each.stop();
  running.clear();
  await rm(join(dataDir, ".."), { recursive: true, force: true });
});

async function start(options: Partial<Parameters<typeof startEmbedded>[0]> = {}) {
  const embedded = await startEmbedded({ dataDir, ...options });
  running.add(embedded);
  return embedded;
}

async function stop(embedded: EmbeddedPostgres) {
  running.delete(embedded);
  await embedded.stop();
}

test("what was written is there after a stop and a start, and only its owner reads the password", async () => {
  const progress: string[] = [];
  const first = await start({ progress: (line) => progress.push(line) });
  await query(first, "create table kept as select 7 as n");
  await stop(first);
  expect(progress).toEqual([expect.stringMatching(/Creating the database/)]);
  expect((await stat(join(dataDir, "postgres.password"))).mode & 0o777).toBe(0o600);

  const second = await start({ progress: (line) => progress.push(line) });
  expect(await query(second, "select n from kept")).toEqual([{ n: 7 }]);
  expect(progress).toHaveLength(1);
});

test("a second server on the same folder is told which process uses it", async () => {
  await start();
  await expect(startEmbedded({ dataDir })).rejects.toThrow(
    `Another Taskwright (process ${process.pid}) already uses the data folder ${dataDir}`,
  );
});

test("PostgreSQL killed with -9 is started again and answers by itself", async () => {
  const warnings: string[] = [];
  const embedded = await start({ warn: (line) => warnings.push(line) });
  const database = connectDatabase({ ...embedded.connection, max: 3 });
  await database.pool.query("create table kept as select 7 as n");
  const before = embedded.pid();
  const errors: unknown[] = [];
  process.kill(before, "SIGKILL");
  const rows = await vi.waitFor(
    async () => {
      const result = await database.pool.query("select n from kept").catch((error: unknown) => {
        errors.push(error);
        throw error;
      });
      expect(embedded.pid()).not.toBe(before);
      return result.rows;
    },
    { timeout: 30_000, interval: 20 },
  );
  expect(rows).toEqual([{ n: 7 }]);
  // meanwhile every error was one that a client may retry
  expect(errors.filter((error) => !isUnavailable(error))).toEqual([]);
  expect(warnings[0]).toMatch(/ended unexpectedly/);
  await database.close();
});

test("a server left behind by a killed process is taken over, not doubled", async () => {
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", PREDECESSOR], {
    env: { ...process.env, DATA_DIR: dataDir },
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const orphan = await new Promise<number>((resolve) => {
    child.stdout.once("data", (chunk) => resolve(Number(chunk)));
  });
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));

  const embedded = await start();
  expect(embedded.pid()).toBe(orphan);
  expect(await query(embedded, "select n from kept")).toEqual([{ n: 7 }]);

  // and it is looked after like a child of our own
  process.kill(orphan, "SIGKILL");
  await vi.waitFor(async () => expect(await query(embedded, "select 1 as n")).toHaveLength(1), {
    timeout: 30_000,
    interval: 50,
  });
  expect(embedded.pid()).not.toBe(orphan);
});

test("a process number reused by a stranger does not keep it from starting", async () => {
  const first = await start();
  const file = join(dataDir, "postgres", "postmaster.pid");
  const content = await readFile(file, "utf8");
  await stop(first);
  const stranger = spawn("sleep", ["60"]);
  await writeFile(file, content.replace(/^\d+/, String(stranger.pid)));
  const second = await start();
  expect(await query(second, "select 1 as n")).toEqual([{ n: 1 }]);
  stranger.kill();
});

const PREDECESSOR = `
  import { startEmbedded } from "${import.meta.dirname}/embedded.ts";
  import { connectDatabase } from "${import.meta.dirname}/database.ts";
  const embedded = await startEmbedded({ dataDir: process.env.DATA_DIR });
  const { pool } = connectDatabase(embedded.connection);
  await pool.query("create table kept as select 7 as n");
  console.log(embedded.pid());
`;

async function query(embedded: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const database = connectDatabase({ ...embedded.connection, max: 1 });
  try {
    return (await database.pool.query(text)).rows;
  } finally {
    await database.close();
  }
}
