import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../../test/support/engine.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
});
beforeEach(async () => {
  desk = await testDesk(engine);
  engine.models.requests.length = 0;
  engine.calls.length = 0;
});
afterAll(async () => await engine.stop());

async function started() {
  const id = await desk.start(await desk.define("instructions: Work."));
  await engine.worker.drain();
  return id;
}

/** Reads something new in each of its turns: 1,000 new tokens, 100 written, a tenth of a cent. */
function busyFor(turns: number) {
  engine.models.says((turn) => (turn < turns ? { calls: [{ name: "test__read", input: { turn } }] } : "done"));
}

test.each([
  ["money", { money: 0.002 }, 2, "$0.0020"],
  // Each turn sends all of the former ones again; that is not new.
  ["tokens", { tokens: 3_100 }, 3, "3,100"],
  ["calls", { calls: 2 }, 3, "2"],
  ["minutes", { minutes: 0.000_000_1 }, 0, "0"],
])(
  "a budget of %s for a task pauses and asks; what is added lets the same step go on",
  async (what, perTask, turns, limit) => {
    await desk.connectModel({ budget: { perTask } });
    busyFor(4);
    const id = await started();
    expect(await desk.task(id)).toMatchObject({ status: "waiting", reason: { code: "person" } });
    expect(engine.models.requests).toHaveLength(turns);
    const { rows } = await engine.database.pool.query("select * from interactions where task_id = $1", [id]);
    expect(rows).toMatchObject([{ purpose: "budget", kind: "assistance", subject: { modelCalls: turns } }]);
    expect(rows[0].title).toContain(`(${limit})`);
    expect(rows[0].body).toContain(turns > 0 ? "test.read" : "0 tool calls");
    await desk.respond(rows[0].id, { outcome: "answer", answer: { what: "go_on", amount: 1_000_000 } });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete" });
    expect(engine.models.requests).toHaveLength(5);
    expect(engine.calls).toHaveLength(4);
    expect((await desk.steps(id)).find(({ path }) => path === "work.budget1")!.input).toMatchObject({
      what,
      scope: "task",
    });
  },
);

test("what is added is used up in its turn, and asked about again", async () => {
  await desk.connectModel({ budget: { perTask: { money: 0.001 } } });
  busyFor(3);
  const id = await started();
  for (const asked of [1, 2]) {
    const [ask] = await desk.open(id);
    expect(ask!.step_path).toBe(`work.budget${asked}`);
    await desk.respond(ask!.id, { outcome: "answer", answer: { what: "go_on", amount: asked === 1 ? 0.001 : 5 } });
    await engine.worker.drain();
  }
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
});

test("whoever does not add ends the step", async () => {
  await desk.connectModel({ budget: { perTask: { calls: 1 } } });
  busyFor(3);
  const id = await started();
  await desk.respond((await desk.open(id))[0]!.id, { outcome: "answer", answer: { what: "stop" } });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "error", error: { code: "stopped" } });
  expect(engine.calls).toHaveLength(1);
});

test("a budget for the day counts all of the agent's tasks", async () => {
  await desk.connectModel({ budget: { perDay: { tokens: 3_000 } } });
  busyFor(1);
  const first = await started();
  expect(await desk.task(first)).toMatchObject({ status: "complete", spent: { tokensNew: 2_100 } });
  const second = await started();
  const [ask] = await desk.open(second);
  expect(ask).toMatchObject({ step_path: "work.budget1" });
  expect(engine.models.requests).toHaveLength(3);
  const { rows } = await engine.database.pool.query("select * from agent_days where agent_id = $1", [desk.agentId]);
  expect(rows).toMatchObject([{ tokens: 3_200, calls: 1, cost_micros: 3_000 }]);
  await desk.respond(ask!.id, { outcome: "answer", answer: { what: "go_on", amount: 5_000 } });
  await engine.worker.drain();
  expect(await desk.task(second)).toMatchObject({ status: "complete" });
});
