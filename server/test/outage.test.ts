import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type MortalPostgres, mortalPostgres } from "./crash/postgres.ts";
import { type RunningServer, startServer } from "./support/running-server.ts";

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const DEFINITION = `name: Ledger line
retry: { attempts: 60, backoff: fixed, initial: 1s }
steps:
  - { id: line, use: csv.append, with: { file: "lines/{{ task.id }}.csv", row: { task: "{{ task.id }}" } } }
  - { id: after, set: done }
`;

test("PostgreSQL stopped and started under load: 503 with Retry-After meanwhile, then all that was accepted is done once", async () => {
  const postgres = await mortalPostgres();
  closers.push(async () => await postgres.remove());
  await postgres.start();
  const server = await serve(postgres);
  const load = startLoad(server, 8);
  await expect.poll(() => load.accepted.length, { timeout: 20_000 }).toBeGreaterThan(40);

  await postgres.stop();
  await expect.poll(() => load.refused.length, { timeout: 20_000 }).toBeGreaterThan(5);
  const readiness = await fetch(`${server.address}/readyz`);
  expect(readiness.status).toBe(503);
  expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
  const before = load.accepted.length;
  await postgres.start();
  await expect.poll(() => load.accepted.length, { timeout: 20_000 }).toBeGreaterThan(before + 40);
  await load.stop();

  for (const { status, retryAfter, type } of load.refused) {
    expect({ status, type }).toEqual({ status: 503, type: "application/problem+json" });
    expect(Number(retryAfter)).toBeGreaterThan(0);
  }
  await allDoneOnce(server, load.accepted);
}, 120_000);

const disk = smallDisk();
test.skipIf(disk === undefined)(
  "a full disk: what cannot be kept is refused in words, and work goes on once there is room",
  async () => {
    closers.push(() => disk!.remove());
    const postgres = await mortalPostgres({ folder: disk!.folder });
    closers.push(async () => await postgres.remove());
    await postgres.start();
    const server = await serve(postgres);
    const load = startLoad(server, 4);
    await expect.poll(() => load.accepted.length, { timeout: 20_000 }).toBeGreaterThan(10);
    disk!.fill();
    await expect.poll(() => load.refused.length, { timeout: 60_000 }).toBeGreaterThan(3);
    const before = load.accepted.length;
    disk!.empty();
    // PostgreSQL gives up when it cannot write its log, as whoever runs it must start it again.
    if (!(await answers(server))) {
      await postgres.stop().catch(() => {});
      await postgres.start();
    }
    await expect.poll(() => load.accepted.length, { timeout: 60_000 }).toBeGreaterThan(before + 10);
    await load.stop();
    for (const { status } of load.refused) expect([503, 507]).toContain(status);
    await allDoneOnce(server, load.accepted);
  },
  180_000,
);

async function serve(postgres: MortalPostgres): Promise<RunningServer> {
  const server = await startServer({ databaseUrl: postgres.url });
  closers.push(async () => await server.stop());
  await server.call("POST", "/definitions", { source: DEFINITION });
  return server;
}

async function answers(server: RunningServer): Promise<boolean> {
  return (await fetch(`${server.address}/readyz`)).ok;
}

interface Refusal {
  status: number;
  retryAfter: string | null;
  type: string | null;
}

/** Clients that create tasks one after the other until told to stop. */
function startLoad({ address, key }: RunningServer, clients: number) {
  const accepted: number[] = [];
  const refused: Refusal[] = [];
  let stopping = false;
  const all = Array.from({ length: clients }, async () => {
    while (!stopping) {
      const response = await fetch(`${address}/api/v1/tasks`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ definition: "Ledger line" }),
      });
      const body = await response.text();
      if (response.status === 201) accepted.push((JSON.parse(body) as { id: number }).id);
      else {
        refused.push({
          status: response.status,
          retryAfter: response.headers.get("retry-after"),
          type: response.headers.get("content-type"),
        });
      }
    }
  });
  return {
    accepted,
    refused,
    async stop() {
      stopping = true;
      await Promise.all(all);
    },
  };
}

/** Complete, with one line in its own file: a lost task would have none, a repeated call two. */
async function allDoneOnce(server: RunningServer, ids: number[]): Promise<void> {
  const unfinished = async () => {
    const counts = await server.call<Record<string, number>>("GET", "/tasks/counts");
    return counts.queued! + counts.running! + counts.waiting! + counts.scheduled!;
  };
  // the example's task of the first start waits for a person
  await expect.poll(unfinished, { timeout: 60_000 }).toBeLessThanOrEqual(1);
  const failed = await server.call<{ items: { reason: unknown }[] }>("GET", "/tasks?status=error");
  expect(failed.items.map(({ reason }) => reason)).toEqual([]);
  expect(await server.call("GET", "/tasks/counts")).toMatchObject({ cancelled: 0 });
  const sizes = await server.call<{ items: { path: string; bytes: number }[] }>(
    "GET",
    "/files?prefix=lines/&limit=200",
  );
  for (const { path, bytes } of sizes.items) {
    const id = /(\d+)\.csv$/.exec(path)![1]!;
    expect({ path, bytes }).toEqual({ path, bytes: `task\n${id}\n`.length });
  }
  for (const id of ids) {
    const { items } = await server.call<{ items: { path: string; status: string }[] }>("GET", `/tasks/${id}/steps`);
    // an attempt that found no room on the disk is in the record, and another after it
    const ended = items.filter(({ status }) => status !== "error").map(({ path, status }) => `${path} ${status}`);
    expect(ended).toEqual(["line complete", "after complete"]);
  }
}

/** A disk of its own, small enough to fill. Only root may mount one, and not in every container. */
function smallDisk() {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "taskwright-small-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=160m,mode=0755", "tmpfs", folder]).status === 0;
  if (!mounted) {
    rmdirSync(folder);
    return undefined;
  }
  chmodSync(folder, 0o755);
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill() {
      for (const size of [16_000_000, 1_000_000, 100_000, 4_096]) {
        for (let n = 0; ; n++) {
          try {
            writeFileSync(`${ballast}-${size}-${n}`, Buffer.alloc(size), { flag: "wx" });
          } catch {
            break;
          }
        }
      }
    },
    empty() {
      spawnSync("sh", ["-c", `rm -f ${ballast}-*`]);
    },
    remove() {
      spawnSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
