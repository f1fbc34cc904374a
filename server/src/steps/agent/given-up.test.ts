import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GivenUp } from "../../models/models.ts";
import { cancelTask } from "../../tasks/cancel.ts";
import { pauseTask } from "../../tasks/pause.ts";
import { getTask } from "../../tasks/read.ts";
import { retryTask } from "../../tasks/retry.ts";
import { listSteps } from "../../tasks/steps.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../../test/support/engine.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
});
afterAll(async () => await engine.stop());

/** What the stream told until then: a thousand tokens read, twenty written, paid with a hundredth of a cent. */
const TAKEN = {
  usage: { inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 20 },
  costMicros: 100,
  estimated: true as const,
};
const COUNTED = {
  modelCalls: 1,
  tokensIn: 1_000,
  tokensOut: 20,
  tokensNew: 1_020,
  costMicros: 100,
  estimatedCalls: 1,
};

beforeEach(async () => {
  desk = await testDesk(engine);
  await desk.connectModel();
});

/** A model that writes until nobody waits any more; `asked` resolves with the first question. */
function endlessModel(): { asked: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  engine.models.says(async (_turn, { signal }) => {
    resolve();
    await new Promise((aborted) => signal.addEventListener("abort", aborted));
    throw new GivenUp(signal.reason, [TAKEN]);
  });
  return { asked: promise };
}

const read = async (id: number) => await getTask(engine.database.db, desk.actor, id);
const day = async () =>
  (await engine.database.pool.query("select * from agent_days where agent_id = $1", [desk.agentId])).rows;

test("a turn that is given up because the task is cancelled counts: on the task, its step and the agent's day", async () => {
  const { asked } = endlessModel();
  const id = await desk.start(await desk.define("instructions: Work."));
  await asked;
  await cancelTask(engine.database.db, engine.boss, desk.actor, id);
  await desk.reaches(id, "cancelled");
  expect(await read(id)).toMatchObject({ spent: COUNTED });
  expect(await day()).toMatchObject([{ tokens: 1_020, cost_micros: 100, calls: 0 }]);
  const { items } = await listSteps(engine.database.db, desk.actor, id, { limit: 50, bodies: "short" });
  expect(items.find(({ kind }) => kind === "model")).toMatchObject({
    status: "cancelled",
    error: { code: "given_up" },
    usage: { tokensIn: 1_000, tokensOut: 20, costMicros: 100, estimated: true },
  });
  expect(await desk.events(id)).toContain("step.cancelled");
});

test("one that the task's timeout ends counts, and still does when the task is tried again", async () => {
  const { asked } = endlessModel();
  const id = await desk.start(await desk.define("timeout: 300ms\ninstructions: Work."));
  await asked;
  await desk.reaches(id, "error");
  expect(await read(id)).toMatchObject({ spent: COUNTED, error: { code: "timeout" } });
  engine.models.says(["done"]);
  await retryTask(engine.database.db, engine.boss, desk.actor, id);
  await desk.reaches(id, "complete");
  expect(await read(id)).toMatchObject({
    spent: { modelCalls: 2, tokensOut: 120, costMicros: 1_100, estimatedCalls: 1 },
  });
  expect(await day()).toMatchObject([{ cost_micros: 1_100 }]);
});

test("one of a sub-task that ends with its parent counts, though the sub-task had ended before its worker knew", async () => {
  const { asked } = endlessModel();
  const child = await desk.define("instructions: Work.");
  const id = await desk.start(await desk.define(`steps: [{ id: sub, task: "${child}" }]`));
  await asked;
  await cancelTask(engine.database.db, engine.boss, desk.actor, id);
  await desk.reaches(id, "cancelled");
  await expect.poll(async () => (await read(id)).spentWithSubtasks).toMatchObject(COUNTED);
  expect(await day()).toMatchObject([{ tokens: 1_020, cost_micros: 100 }]);
});

test("a pause gives nothing up: the turn under way comes to its end and counts as it is", async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<string>();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  engine.models.says(async () => {
    resolve();
    return await answered;
  });
  const id = await desk.start(await desk.define("steps: [{ id: a, agent: Work. }, { id: b, use: test.write }]"));
  await asked;
  await pauseTask(engine.database.db, engine.boss, desk.actor, id);
  answer("done");
  await desk.reaches(id, "paused");
  expect(await read(id)).toMatchObject({ spent: { modelCalls: 1, costMicros: 1_000, estimatedCalls: 0 } });
});
