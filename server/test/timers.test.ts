import { TestClock } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "./support/engine.ts";

/** Hours pass as the test tells them to: the queue and the walk read the database's clock, and that reads ours. */
const clock = new TestClock();
let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine({ clock });
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function pass(ms: number): Promise<void> {
  await clock.setTime(clock.now() + ms);
  await engine.worker.drain();
}

async function started(source: string, more = {}): Promise<number> {
  const id = await desk.start(await desk.define(source), {}, more);
  await engine.worker.drain();
  return id;
}

const statusOf = async (id: number) => (await desk.task(id)).status;

test("a wait of two hours ends after two hours and not before", async () => {
  const began = clock.now();
  const id = await started(`{ steps: [{ id: rest, wait: 2h }], outputs: { until: "{{ steps.rest.until }}" } }`);
  expect(await desk.task(id)).toMatchObject({ status: "waiting", reason: { code: "delay" } });
  await pass(2 * HOUR - 5 * MINUTE);
  expect(await statusOf(id)).toBe("waiting");
  await pass(6 * MINUTE);
  const { status, outputs, attempt } = await desk.task(id);
  expect(status).toBe("complete");
  // Nothing looked at it in between.
  expect(attempt).toBe(2);
  expect(Math.abs(new Date(outputs.until).getTime() - began - 2 * HOUR)).toBeLessThan(MINUTE);
});

test("a wait until a moment ends at that moment", async () => {
  const until = new Date(clock.now() + 30 * HOUR).toISOString();
  const id = await started(`steps: [{ id: rest, wait: { until: "${until}" } }]`);
  await pass(29 * HOUR);
  expect(await statusOf(id)).toBe("waiting");
  await pass(HOUR + MINUTE);
  expect(await statusOf(id)).toBe("complete");
});

test("attempts are made further and further apart, and no further than the longest pause", async () => {
  const id = await started(
    `steps: [{ id: shaky, use: test.write, with: { fail: 5 }, retry: { attempts: 6, initial: 10m, max: 1h } }]`,
  );
  const attempts = async () =>
    Math.max(...(await desk.steps(id)).filter(({ status }) => status !== "waiting").map(({ attempt }) => attempt));
  const pauses: number[] = [];
  for (let minutes = 0; (await statusOf(id)) === "waiting" && minutes < 300;) {
    const before = await attempts();
    let pause = 0;
    for (; (await attempts()) === before && pause < 120; pause += 5) await pass(5 * MINUTE);
    pauses.push(pause);
    minutes += pause;
  }
  // 10, 20, 40, 60, 60 minutes; we look every five, and a moment after each is due.
  expect(pauses).toHaveLength(5);
  for (const [n, exact] of [10, 20, 40, 60, 60].entries()) expect([exact, exact + 5]).toContain(pauses[n]);
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
  expect(
    new Set(engine.calls.filter(({ call }) => call.taskId === id).map(({ call }) => call.idempotencyKey)).size,
  ).toBe(1);
});

test("an approval that is due in eight hours waits that long, then counts as rejected", async () => {
  const id = await started(`steps: [{ id: ask, ask: approval, due: 8h }]`);
  await pass(7 * HOUR);
  expect(await statusOf(id)).toBe("waiting");
  expect(await desk.open(id)).toHaveLength(1);
  await pass(HOUR + MINUTE);
  expect(await desk.task(id)).toMatchObject({ status: "cancelled", reason: { code: "rejected" } });
  expect(await desk.open(id)).toEqual([]);
});

test("answered an hour before it is due, it is not looked at again", async () => {
  const id = await started(`steps: [{ id: ask, ask: approval, due: 8h }, { id: rest, wait: 24h }]`);
  await pass(7 * HOUR);
  await desk.respond((await desk.open(id))[0]!.id, { outcome: "approve" });
  await engine.worker.drain();
  const { attempt } = await desk.task(id);
  await pass(2 * HOUR);
  expect(await desk.task(id)).toMatchObject({ status: "waiting", attempt });
  await pass(24 * HOUR);
  expect(await statusOf(id)).toBe("complete");
});

test("a task that is to start later is scheduled, and starts then", async () => {
  const startAt = new Date(clock.now() + 3 * HOUR).toISOString();
  const id = await started(`steps: [{ id: one, use: test.write }]`, { startAt });
  expect(await desk.task(id)).toMatchObject({ status: "scheduled", started_at: null, reason: { code: "delay" } });
  await pass(2 * HOUR + 55 * MINUTE);
  expect(await statusOf(id)).toBe("scheduled");
  await pass(6 * MINUTE);
  expect(await desk.task(id)).toMatchObject({ status: "complete", attempt: 1, reason: null });
});

test("while a task waits for days, its job is neither swept away nor doubled", async () => {
  const id = await started(`steps: [{ id: rest, wait: 90d }]`);
  for (let day = 0; day < 89; day += 8) {
    await pass(8 * 24 * HOUR);
    await engine.boss.supervise();
  }
  await pass(3 * 24 * HOUR);
  expect(await desk.task(id)).toMatchObject({ status: "complete", attempt: 2 });
});

test("a clock set back neither hangs what runs nor starts early what waits", async () => {
  const waits = await started(`steps: [{ id: rest, wait: 2h }]`);
  await pass(-3 * HOUR);
  expect(await statusOf(waits)).toBe("waiting");
  // What became runnable before, by the clock of then, runs all the same.
  const runs = await started(`steps: [{ id: one, use: test.write }, { id: ask, ask: question }]`);
  expect(await statusOf(runs)).toBe("waiting");
  await pass(-1 * HOUR);
  await desk.respond((await desk.open(runs))[0]!.id, { outcome: "answer", answer: "yes" });
  await engine.worker.drain();
  expect(await statusOf(runs)).toBe("complete");
  await pass(4 * HOUR);
  expect(await statusOf(waits)).toBe("waiting");
  await pass(2 * HOUR + MINUTE);
  expect(await statusOf(waits)).toBe("complete");
});

test("set back between sending and taking, a job is taken all the same", async () => {
  await engine.worker.hold();
  const id = await desk.start(await desk.define(`steps: [{ id: one, use: test.write }]`));
  await clock.setTime(clock.now() - HOUR);
  engine.worker.release();
  await engine.worker.drain();
  expect(await statusOf(id)).toBe("complete");
  await clock.setTime(clock.now() + HOUR);
});
