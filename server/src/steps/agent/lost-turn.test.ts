import type { PgBoss } from "pg-boss";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../../test/support/engine.ts";
import { type Death, hangUp, mortal, takeOver } from "../../../test/support/mortal.ts";
import { sameForAll } from "../../apps/catalogs.ts";
import { NO_CONNECTIONS } from "../../connections/open.ts";
import { startBoss } from "../../db/boss.ts";
import { startWorker, type Worker } from "../../engine/worker.ts";
import { createLog } from "../../log.ts";
import { GivenUp, type TurnRequest } from "../../models/models.ts";
import { cancelTask } from "../../tasks/cancel.ts";
import { getTask } from "../../tasks/read.ts";
import { listSteps } from "../../tasks/steps.ts";
import { STEP_HANDLERS } from "../handlers.ts";

/** A worker that goes away while its model is answering: the provider has read the question and is paid for it. */
let engine: TestEngine;
let desk: TestDesk;
let victimsBoss: PgBoss;
const victims: Victim[] = [];

type Victim = { worker: Worker; life: ReturnType<typeof mortal> };

beforeAll(async () => {
  engine = await testEngine();
  victimsBoss = await startBoss({ database: engine.database, name: "victims", role: "web" });
});
afterAll(async () => {
  await victimsBoss.stop({ graceful: false, close: false });
  await engine.stop();
});

beforeEach(async () => {
  desk = await testDesk(engine);
  await desk.connectModel();
  await engine.worker.hold();
});
afterEach(async () => {
  // The last that was put in between goes first.
  for (const { life } of victims.toReversed()) life.restore();
  engine.worker.release();
  await Promise.all(victims.splice(0).map(async ({ worker }) => await worker.stop(50).catch(() => {})));
});

/** What a call takes that was sent and never answered: a thousand tokens to read, at the price of its model. */
const TAKEN = {
  usage: { inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 0 },
  costMicros: 100,
  estimated: true as const,
};
const LOST = { modelCalls: 1, tokensIn: 1_000, tokensOut: 0, tokensNew: 1_000, costMicros: 100, estimatedCalls: 1 };
/** … and the answer to the same question, asked again. */
const WITH_ANSWER = {
  modelCalls: 2,
  tokensIn: 2_000,
  tokensOut: 100,
  tokensNew: 2_100,
  costMicros: 1_100,
  estimatedCalls: 1,
};

/** The first question is never answered, the others at once. */
function modelThatHangs({ isSent = true } = {}) {
  let asked = 0;
  engine.models.says(async (_turn, { onSent, signal }) => {
    if (++asked > 1) return "done";
    if (isSent) onSent?.(() => [TAKEN]);
    await new Promise((aborted) => signal.addEventListener("abort", aborted));
    throw new GivenUp(signal.reason, isSent ? [TAKEN] : []);
  });
}

function startVictim(death: Death | null = null): Victim {
  const name = `victim ${crypto.randomUUID().slice(0, 8)}`;
  const life = mortal(name, death, () => void hangUp(engine, name).catch(() => {}));
  const worker = startWorker({
    name,
    concurrency: 5,
    database: engine.database,
    boss: victimsBoss,
    signals: engine.signals,
    catalogs: sameForAll(engine.tools),
    connections: NO_CONNECTIONS,
    models: { ...engine.models, turn: async (r: TurnRequest) => await life.lives(() => engine.models.turn(r)) },
    handlers: STEP_HANDLERS,
    log: createLog({ level: "silent" }),
  });
  victims.push({ worker, life });
  return { worker, life };
}

const read = async (id: number) => await getTask(engine.database.db, desk.actor, id);
const turns = async (id: number) => {
  const { items } = await listSteps(engine.database.db, desk.actor, id, { limit: 50, bodies: "short" });
  return items.filter(({ kind }) => kind === "model");
};
const day = async () =>
  (await engine.database.pool.query("select tokens, cost_micros from agent_days where agent_id = $1", [desk.agentId]))
    .rows;
const failures = async (id: number) => (await desk.events(id)).filter((kind) => kind === "step.failed");

/** A task whose worker is killed while the answer is awaited. */
async function lostTask(): Promise<number> {
  const id = await desk.start(await desk.define("instructions: Work."));
  const { life } = startVictim();
  await announced(id);
  life.isDead = true;
  return id;
}

async function announced(id: number): Promise<void> {
  await expect
    .poll(async () => await turns(id), { timeout: 10_000, interval: 10 })
    .toMatchObject([{ status: "running" }]);
}

test("counts once, as an estimate: on the task, in its history and on the agent's day; then it is asked again", async () => {
  modelThatHangs();
  const id = await lostTask();
  await takeOver(engine, id);
  await desk.reaches(id, "complete");
  expect(await read(id)).toMatchObject({ spent: WITH_ANSWER });
  expect(await day()).toEqual([{ tokens: 2_100, cost_micros: 1_100 }]);
  expect(await turns(id)).toMatchObject([
    {
      path: "work.turn1",
      attempt: 1,
      status: "error",
      error: { code: "answer_lost", retryable: true },
      usage: { tokensIn: 1_000, tokensOut: 0, costMicros: 100, estimated: true },
    },
    { path: "work.turn1", attempt: 2, status: "complete", usage: { tokensOut: 100, estimated: false } },
  ]);
  expect(await failures(id)).toHaveLength(1);
});

test("of a task that is cancelled before another worker takes it, it counts too", async () => {
  modelThatHangs();
  const id = await lostTask();
  await cancelTask(engine.database.db, engine.boss, desk.actor, id);
  await takeOver(engine, id);
  await desk.reaches(id, "cancelled");
  expect(await read(id)).toMatchObject({ spent: LOST });
  expect(await day()).toEqual([{ tokens: 1_000, cost_micros: 100 }]);
});

test("so does one of a worker that is stopped and cannot wait for its end", async () => {
  modelThatHangs();
  const id = await desk.start(await desk.define("instructions: Work."));
  const { worker } = startVictim();
  await announced(id);
  await worker.stop(50);
  engine.worker.release();
  await desk.reaches(id, "complete");
  // The worker that was stopped still hears that nobody waits: what it says then is counted already.
  await engine.worker.drain();
  expect(await read(id)).toMatchObject({ spent: WITH_ANSWER });
  expect(await day()).toEqual([{ tokens: 2_100, cost_micros: 1_100 }]);
});

test("one that waited in the line of its model took nothing", async () => {
  modelThatHangs({ isSent: false });
  const id = await lostTask();
  await takeOver(engine, id);
  await desk.reaches(id, "complete");
  expect(await read(id)).toMatchObject({ spent: { modelCalls: 1, costMicros: 1_000, estimatedCalls: 0 } });
  expect(await turns(id)).toMatchObject([{ attempt: 1, status: "complete" }]);
});

describe("the worker that takes over dies too", () => {
  const deaths = Array.from({ length: 6 }, (_, index) =>
    (["before", "after"] as const).map((when) => ({ atWrite: index + 1, when })),
  ).flat();
  let died = 0;

  test.each(deaths)("$when write $atWrite: it still counts once", { timeout: 30_000 }, async (death) => {
    modelThatHangs();
    const id = await lostTask();
    const second = startVictim(death);
    // It may die in the middle of this.
    takeOver({ ...engine, worker: second.worker }, id).catch(() => {});
    const hasEnded = async () => (await desk.task(id)).status === "complete";
    await expect
      .poll(async () => second.life.isDead || (await hasEnded()), { timeout: 10_000, interval: 10 })
      .toBe(true);
    if (second.life.isDead) died++;
    await takeOver(engine, id);
    await desk.reaches(id, "complete");
    expect(await read(id)).toMatchObject({ spent: WITH_ANSWER });
    expect(await day()).toEqual([{ tokens: 2_100, cost_micros: 1_100 }]);
    expect(await failures(id)).toHaveLength(1);
  });

  test("(it did die)", () => expect(died).toBeGreaterThan(3));
});
