import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemActor } from "../../src/access/actor.ts";
import { startBoss } from "../../src/db/boss.ts";
import { connectDatabase, json } from "../../src/db/database.ts";
import { isUnavailable } from "../../src/db/failures.ts";
import { migrate } from "../../src/db/migrate.ts";
import { createTasks } from "../../src/tasks/create.ts";
import { Crew } from "./crew.ts";
import { type MortalPostgres, mortalPostgres } from "./postgres.ts";

/** One line of the file: a call that was made. */
export interface Line {
  key: string;
  taskId: number;
  stepPath: string;
  pid: number;
}

export interface Site {
  postgres: MortalPostgres;
  crew: Crew;
  /** rows of a question to the database, asked again for as long as it is away */
  // oxlint-disable-next-line typescript/no-explicit-any -- each asks for rows of its own
  query(text: string, values?: unknown[]): Promise<any[]>;
  /** stores a definition as it is and gives its name */
  define(document: object): Promise<string>;
  create(definition: string, count: number): Promise<number[]>;
  lines(): Line[];
  /** lets calls of crash.hang pass from now on */
  openHang(): void;
  close(): Promise<void>;
}

/** A PostgreSQL, a crew to work on it, and a desk to give them work from. */
export async function openSite(options: { concurrency: number }): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "taskwright-crash-"));
  const file = join(folder, "lines");
  const postgres = await mortalPostgres();
  await postgres.start();
  const database = connectDatabase({ url: postgres.url, max: 4, name: "crash test" });
  const { db } = database;
  await migrate(db);
  const boss = await startBoss({ database, name: "crash test", role: "web" });
  const { id: workspaceId } = await db
    .insertInto("workspaces")
    .values({ name: "crash" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await db.insertInto("agents").values({ workspace_id: workspaceId, name: "default" }).execute();
  const crew = new Crew({ url: postgres.url, lines: file, concurrency: options.concurrency });
  return {
    postgres,
    crew,
    query: async (text, values) => await untilReachable(async () => (await database.pool.query(text, values)).rows),
    async define(document) {
      const name = `definition ${randomBytes(4).toString("hex")}`;
      const row = { workspace_id: workspaceId, sha256: randomBytes(32), document: json({ name, ...document }) };
      const snapshot = await db
        .insertInto("definition_snapshots")
        .values(row)
        .returning("id")
        .executeTakeFirstOrThrow();
      await db
        .insertInto("definitions")
        .values({ workspace_id: workspaceId, name, current_version: 1, snapshot_id: snapshot.id })
        .execute();
      return name;
    },
    async create(definition, count) {
      const request = {
        actor: systemActor(workspaceId, "test"),
        task: { definition, inputs: {}, kind: "batch" as const },
      };
      return await untilReachable(
        async () =>
          await createTasks(
            db,
            boss,
            Array.from({ length: count }, () => request),
          ),
      );
    },
    lines: () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(toLine) : []),
    openHang: () => writeFileSync(`${file}.open`, ""),
    async close() {
      await crew.dismiss();
      await boss.stop({ graceful: false, close: false }).catch(() => {});
      await database.close();
      await postgres.remove();
      if (process.env.CRASH_LOG) console.log(`lines and log: ${file}`);
      else rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function untilReachable<T>(fn: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await fn();
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/** Looks until it holds; says what it was waiting for when it never does. */
export async function until(what: string, timeoutMs: number, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await sleep(20);
  }
}

function toLine(line: string): Line {
  const [key = "", taskId, stepPath = "", pid] = line.split(" ");
  return { key, taskId: Number(taskId), stepPath, pid: Number(pid) };
}
