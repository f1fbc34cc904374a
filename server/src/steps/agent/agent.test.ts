import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../../test/support/engine.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
});
beforeEach(async () => {
  desk = await testDesk(engine);
  await desk.connectModel();
  engine.models.requests.length = 0;
  engine.calls.length = 0;
  engine.models.contextTokens = null;
});
afterAll(async () => await engine.stop());

const WITH_OUTPUT = `
  steps:
    - id: work
      agent: "Find the total of {{ inputs.customer }}"
      with: { customer: "{{ inputs.customer }}" }
      output:
        type: object
        required: [total]
        properties: { total: { type: number } }
        additionalProperties: false
  outputs: { total: "{{ steps.work.total }}" }
  inputs: { customer: { type: string } }
`;

async function finished(source: string, inputs = {}) {
  const id = await desk.start(await desk.define(source), inputs);
  await engine.worker.drain();
  return { id, task: await desk.task(id), steps: await desk.steps(id) };
}

test("a definition with instructions and no steps is one agent's step, whose words are its result", async () => {
  engine.models.says(["The answer is 42."]);
  const { task, steps, id } = await finished("instructions: Think.");
  expect(task).toMatchObject({ status: "complete", progress: { percent: 100 } });
  expect(steps.map(({ path, kind, status }) => [path, kind, status])).toEqual([
    ["work", "agent", "complete"],
    ["work.turn1", "model", "complete"],
  ]);
  expect(steps[0]!.output).toBe("The answer is 42.");
  expect(await desk.events(id)).toEqual([
    "task.created",
    "task.started",
    "step.started",
    "step.completed",
    "step.completed",
    "task.completed",
  ]);
});

test("each turn and each call is a step of its own, with what it took", async () => {
  engine.models.says([
    {
      text: "I look.",
      calls: [
        { name: "test__read", input: { n: 1 } },
        { name: "test__write", input: { n: 2 } },
      ],
    },
    { calls: [{ name: "finish", input: { total: 12 } }] },
  ]);
  const { task, steps } = await finished(WITH_OUTPUT, { customer: "Ada" });
  expect(task).toMatchObject({
    status: "complete",
    outputs: { total: 12 },
    spent: {
      modelCalls: 2,
      toolCalls: 2,
      tokensIn: 3_000,
      tokensCached: 1_000,
      tokensOut: 200,
      tokensNew: 2_100,
      costMicros: 2_000,
      unpricedCalls: 0,
    },
  });
  expect(steps.map(({ path, kind, tool, status }) => [path, kind, tool, status])).toEqual([
    ["work", "agent", null, "complete"],
    ["work.turn1", "model", null, "complete"],
    ["work.turn1.call1", "use", "test.read", "complete"],
    ["work.turn1.call2", "use", "test.write", "complete"],
    ["work.turn2", "model", null, "complete"],
    ["work.turn2.call1", "note", "finish", "complete"],
  ]);
  expect(steps[1]).toMatchObject({ tokens_in: 1_000, tokens_cached: 0, tokens_out: 100, cost_micros: 1_000 });
});
