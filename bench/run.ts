import { mkdtemp, rm, writeFile, mkdir } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { connectDatabase } from "../server/src/db/database.ts";
import { startEmbedded } from "../server/src/db/embedded.ts";
import { migrate } from "../server/src/db/migrate.ts";
import { benchAgents } from "./agent.ts";
import { bareLatencies, createBare, createOneBare, prepareBare, runBare } from "./bare.ts";
import { rawCommits } from "./commits.ts";
import { fiveSteps, openEngine } from "./engine.ts";
import { benchHttp } from "./http.ts";

const CONCURRENCY = 50;
const STEPS = 5;
const TASKS = Number(process.env.BENCH_TASKS ?? 5_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);

const dataDir = await mkdtemp(join(tmpdir(), "taskwright-bench-"));
const embedded = await startEmbedded({ dataDir });
const database = connectDatabase({ ...embedded.connection, max: 30 });
await migrate(database.db);
const pool = database.newPool("bench", CONCURRENCY + 5);
const figures: Record<string, number | string> = {};

function note(name: string, value: number): void {
  figures[name] = Math.round(value * 100) / 100;
  console.log(`${name.padEnd(64)} ${figures[name]}`);
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
async function seconds(fn: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await fn();
  return (performance.now() - began) / 1000;
}

try {
  note("raw one-row commits/s, 1 client", await rawCommits(pool, 1, 3_000));
  note("raw one-row commits/s, 50 clients", await rawCommits(pool, CONCURRENCY, 3_000));
  const engine = await openEngine(database);
  await engine.define("writes", fiveSteps("bench.write"));
  await engine.define("reads", fiveSteps("bench.read"));
  await prepareBare(pool);
  note("bare loop, one task created to complete, ms p50", median(await bareLatencies(pool, 200)));
  const worker = engine.startWorker(CONCURRENCY);
  const results: Record<string, number[]> = {};
  const add = (name: string, value: number) => (results[name] ??= []).push(value);

  // Interleaved rounds: a busy neighbour or a checkpoint meets all of them alike.
  for (let round = 0; round < ROUNDS; round++) {
    await createBare(pool, TASKS);
    add("bare full", (TASKS * STEPS) / (await seconds(() => runBare(pool, TASKS, CONCURRENCY, STEPS))));
    for (const kind of ["writes", "reads"]) {
      await worker.hold();
      await engine.create(kind, TASKS);
      add(
        `${kind} full`,
        (TASKS * STEPS) /
          (await seconds(async () => {
            worker.release();
            await worker.drain();
          })),
      );
    }
    add(
      "bare one by one",
      (TASKS * STEPS) /
        (await seconds(async () => {
          await Promise.all([
            createOneByOne(async () => await createOneBare(pool)),
            runBare(pool, TASKS, CONCURRENCY, STEPS),
          ]);
        })),
    );
    add(
      "writes one by one",
      (TASKS * STEPS) /
        (await seconds(async () => {
          await createOneByOne(async () => void (await engine.createOne("writes")));
          await worker.drain();
        })),
    );
  }
  for (const [name, values] of Object.entries(results)) note(`${name}, steps/s (median of ${ROUNDS})`, median(values));
  note("full queue, durable writes: ours / bare", median(results["writes full"]!) / median(results["bare full"]!));
  note("full queue, reads: ours / bare", median(results["reads full"]!) / median(results["bare full"]!));
  note("created one by one: ours / bare", median(results["writes one by one"]!) / median(results["bare one by one"]!));
  await worker.hold();
  note("creating 10,000 tasks, s", await seconds(() => engine.create("writes", 10_000)));
  worker.release();
  await worker.drain();

  // The same work on top of a long history must cost the same.
  for (const size of [1_000, 200_000]) {
    await fillHistory(pool, size);
    await worker.hold();
    await engine.create("writes", TASKS);
    const rate =
      (TASKS * STEPS) /
      (await seconds(async () => {
        worker.release();
        await worker.drain();
      }));
    note(`with ${size.toLocaleString("en")} finished tasks before it, steps/s`, rate);
  }
  await engine.assertComplete();
  await worker.stop();
  await benchAgents(database, engine, note);
  await engine.close();
} finally {
  await database.close();
  await embedded.stop();
  await rm(dataDir, { recursive: true, force: true });
}
await benchHttp(note, seconds);

/** Brings the number of finished tasks, with their steps and events, up to `size`. */
async function fillHistory(pool: Pool, size: number): Promise<void> {
  const { rows } = await pool.query("select count(*)::int as count from tasks");
  const missing = size - rows[0].count;
  if (missing <= 0) return;
  await pool.query(
    `with made as (
       insert into tasks (workspace_id, definition_id, definition_version, snapshot_id, agent_id, kind, title, status, inputs, outputs,
         progress, attempt, created_by, started_at, ended_at)
       select workspace_id, definition_id, definition_version, snapshot_id, agent_id, kind, title, status, inputs, outputs, progress,
         attempt, created_by, started_at, ended_at
       from (select * from tasks where status = 'complete' limit 1) t cross join generate_series(1, $1)
       returning id, workspace_id
     ), stepped as (
       insert into steps (task_id, path, attempt, seq, kind, status, output, started_at, ended_at)
       select id, 'step' || n, 1, n, 'use', 'complete', '{"n": 1, "ok": true}', now(), now() from made cross join generate_series(1, ${STEPS}) n
     )
     insert into events (workspace_id, task_id, kind, actor, data)
     select workspace_id, id, 'step.completed', '{"type": "agent", "id": 1, "name": "bench"}', '{}' from made cross join generate_series(1, ${STEPS + 3})`,
    [missing],
  );
  await pool.query("analyze");
}

async function createOneByOne(create: () => Promise<void>): Promise<void> {
  let left = TASKS;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (left-- > 0) await create();
    }),
  );
}

await mkdir(new URL("results/", import.meta.url), { recursive: true });
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
await writeFile(
  new URL(`results/${new Date().toISOString().slice(0, 10)}.json`, import.meta.url),
  `${JSON.stringify({ machine, ...figures }, null, 2)}\n`,
);
