import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { breakConnections, type Loss } from "../../test/support/breakable.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";

let engine: TestEngine;
let desk: TestDesk;
/** by the place of the write among those of the test's task, from 1 */
let losses: Record<number, Loss> = {};
let writes = 0;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
  breakConnections(() => losses[++writes]);
});
beforeEach(() => {
  losses = {};
  writes = 0;
});
afterAll(async () => await engine.stop());

test.each<[string, Loss]>([
  ["did not reach the database", "before"],
  ["reached the database, but its answer did not come back", "after"],
])("a write that %s is made once, with all that was in it", async (_what, loss) => {
  const gate = engine.gate(`slow ${loss}`);
  const name = await desk.define(`
    steps:
      - id: both
        parallel:
          - { id: slow, use: test.gatedwrite, with: { gate: "slow ${loss}" } }
          - { id: quick, set: 1 }
  `);
  // The first write announces the call; the second shows that it takes long, and holds the other branch.
  losses = { 2: loss };
  const id = await desk.start(name);
  await gate.reached;
  await expect.poll(() => writes, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  gate.open();
  await desk.reaches(id, "complete");
  const steps = await desk.steps(id);
  expect(Object.fromEntries(steps.map(({ path, status }) => [path, status]))).toEqual({
    both: "complete",
    "both.slow": "complete",
    "both.quick": "complete",
  });
  expect((await desk.events(id)).toSorted()).toEqual([
    "step.completed",
    "step.completed",
    "step.completed",
    "step.started",
    "task.completed",
    "task.created",
    "task.started",
  ]);
  expect((await desk.task(id)).attempt).toBe(1);
});
