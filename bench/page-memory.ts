import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase } from "../server/src/db/database.ts";
import { startEmbedded } from "../server/src/db/embedded.ts";
import { startArriving } from "../server/test/support/arriving.ts";
import { launchBrowser } from "../server/test/support/browser.ts";
import { loadTasks } from "../server/test/support/loaded-list.ts";
import { signInOwner } from "../server/test/support/owner.ts";
import { pageMemory, type PageMemory } from "../server/test/support/page-memory.ts";
import { startServer } from "../server/test/support/running-server.ts";
import { seedTasks } from "../server/test/support/seeded-tasks.ts";

/** The memory of the list of tasks over minutes of live updates: `npm run bench:page`, with the page built. */

const MINUTES = Number(process.env.BENCH_MINUTES ?? 10);
const LOADED = 5_000;
const EVENTS_PER_SECOND = 20;
const EVERY_MS = 15_000;

const dataDir = await mkdtemp(join(tmpdir(), "taskwright-bench-page-"));
const embedded = await startEmbedded({ dataDir });
const { connection } = embedded;
const url = `postgres://${connection.user}:${encodeURIComponent(connection.password!)}@localhost/${connection.database}?host=${encodeURIComponent(connection.host!)}&port=${connection.port}`;
const database = connectDatabase({ ...embedded.connection, max: 2 });
const server = await startServer({ databaseUrl: url });
const browser = await launchBrowser();
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, baseURL: server.address });
  await signInOwner(context, server);
  await server.call("POST", "/definitions", { source: JSON.stringify({ name: "Quick", steps: [{ set: 1 }] }) });
  await seedTasks(database.db, { definition: "Quick", count: LOADED + 500 });
  const page = await context.newPage();
  await loadTasks(page, LOADED);
  const arriving = await startArriving(server, { definition: "Quick", perSecond: EVENTS_PER_SECOND });
  const samples: (PageMemory & { second: number })[] = [];
  const began = performance.now();
  while (performance.now() - began < MINUTES * 60_000) {
    await page.waitForTimeout(EVERY_MS);
    const sample = { second: Math.round((performance.now() - began) / 1_000), ...(await pageMemory(page)) };
    samples.push(sample);
    console.log(
      `${sample.second} s: heap ${sample.heapMB.toFixed(2)} MB, ${sample.nodes} nodes, ${sample.listeners} listeners`,
    );
  }
  const arrived = await arriving.stop();
  const at = new Date().toISOString();
  const results = join(import.meta.dirname, "results");
  await mkdir(results, { recursive: true });
  await writeFile(
    join(results, `${at.slice(0, 10)}-page-memory.json`),
    `${JSON.stringify({ at, machine: `${cpus().length} × ${cpus()[0]?.model}`, minutes: MINUTES, loaded: LOADED, ...arrived, samples }, null, 2)}\n`,
  );
} finally {
  await browser.close();
  await server.stop();
  await database.close();
  await embedded.stop();
  await rm(dataDir, { recursive: true, force: true });
}
