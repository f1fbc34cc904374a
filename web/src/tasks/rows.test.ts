import type { TaskSummary } from "@taskwright/api/task.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { noChanges } from "../live/changes.ts";
import { TaskRows } from "./rows.ts";
import type { TaskSearch } from "./search.ts";

/** A server with a thousand tasks, the newest first; it remembers what it was asked. */
let asked: string[];
let tasks: Map<number, TaskSummary>;

beforeEach(() => {
  asked = [];
  tasks = new Map(Array.from({ length: 1_000 }, (_, index) => [index + 1, task(index + 1)]));
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return Response.json(answer(new URL(address, "http://x").searchParams));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function task(id: number, status = "waiting"): TaskSummary {
  return { id, title: `t${id}`, status, waitsFor: [], createdAt: "2026-11-23T08:00:00Z" } as unknown as TaskSummary;
}

function answer(query: URLSearchParams) {
  const all = [...tasks.values()]
    .filter(({ status }) => !query.has("status") || status === query.get("status"))
    .toReversed();
  const ids = query.get("ids")?.split(",").map(Number);
  if (ids) return { items: [...tasks.values()].filter(({ id }) => ids.includes(id)), nextCursor: null };
  const from = Number(query.get("cursor") ?? query.get("offset") ?? 0);
  const items = all.slice(from, from + 100);
  return {
    items,
    nextCursor: from + 100 < all.length ? String(from + 100) : null,
    ...(query.has("total") ? { total: all.length, newest: Math.max(...tasks.keys()) } : {}),
  };
}

async function open(search: TaskSearch = {}): Promise<TaskRows> {
  const rows = new TaskRows(search);
  rows.show(0, 20);
  await vi.advanceTimersByTimeAsync(0);
  return rows;
}
const change = (...ids: number[]) => ({ ...noChanges(), tasks: new Set(ids) });

test("the first page and the number of all are asked for; more comes as one scrolls, by cursor", async () => {
  const rows = await open();
  expect([rows.count, rows.rowAt(0)!.id, rows.rowAt(100)]).toEqual([1_000, 1_000, undefined]);
  rows.show(60, 90);
  await vi.advanceTimersByTimeAsync(0);
  expect(rows.rowAt(100)!.id).toBe(900);
  expect(asked.at(-1)).toContain("cursor=100");
});

test("a jump into the middle is asked for by its place alone", async () => {
  const rows = await open();
  rows.show(500, 520);
  await vi.advanceTimersByTimeAsync(0);
  expect([rows.rowAt(500)!.id, rows.rowAt(400)]).toEqual([500, undefined]);
  expect(asked.at(-1)).toMatch(/offset=500.*newest=1000/);
});

test("rows that changed are asked for in one request, and stay where they are", async () => {
  const rows = await open({ status: "waiting" });
  asked.length = 0;
  tasks.set(998, task(998, "complete"));
  tasks.set(997, task(997, "waiting"));
  rows.changed(change(998));
  rows.changed(change(997));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(["/api/v1/tasks?ids=998%2C997&limit=200"]);
  expect([rows.rowAt(2)!.status, [...rows.gone], rows.fresh.size]).toEqual(["complete", [998], 0]);
});

test("new tasks are counted and move nothing; one that no longer matches is not counted any more", async () => {
  const rows = await open({ status: "waiting" });
  tasks.set(1_001, task(1_001));
  tasks.set(1_002, task(1_002, "queued"));
  rows.changed(change(1_001, 1_002));
  await vi.advanceTimersByTimeAsync(1_000);
  expect([[...rows.fresh], rows.rowAt(0)!.id]).toEqual([[1_001], 1_000]);
  tasks.set(1_001, task(1_001, "running"));
  rows.changed(change(1_001));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(rows.fresh.size).toBe(0);
});

test("an old task further down, not loaded, is nothing new", async () => {
  const rows = await open();
  rows.changed(change(5));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(rows.fresh.size).toBe(0);
});

test("after the stream was away, all that is loaded is read again", async () => {
  const rows = await open();
  tasks.set(950, task(950, "error"));
  rows.changed({ ...noChanges(), missed: true });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(rows.rowAt(50)!.status).toBe("error");
});

test("while the server is away it tries again by itself", async () => {
  let down = true;
  const up = globalThis.fetch;
  vi.stubGlobal("fetch", async (address: string) =>
    down ? Response.json({ status: 503, detail: "restarting" }, { status: 503 }) : await up(address),
  );
  const rows = await open();
  expect([rows.begun, rows.error]).toEqual([false, expect.any(Error)]);
  down = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect([rows.begun, rows.error]).toEqual([true, undefined]);
});
