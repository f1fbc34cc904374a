import type { Step } from "@taskwright/api/language.ts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { defineTool, type Tool, ToolError } from "../apps/tool.ts";
import { breakConnections, type Loss } from "../../test/support/breakable.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { randomSteps } from "../../test/support/random-definition.ts";
import { newJobId, TASK_QUEUE } from "../tasks/queue.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);

/** What goes wrong, and how many writes or calls pass before it does. */
interface Mishap {
  after: number;
  what: Loss | "taken over";
}

let engine: TestEngine;
let desk: TestDesk;
let mishaps: Mishap[] = [];
const calls: { taskId: number; path: string; key: string }[] = [];

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
  breakConnections(() => (mishap("before") ? "before" : mishap("after") ? "after" : undefined));
  for (const [name, effect, idempotent] of [
    ["random.read", "read", true],
    ["random.write", "write", true],
    ["random.send", "external", false],
  ] as const) {
    engine.tools.set(name, randomTool(name, effect, idempotent));
  }
});
afterAll(async () => await engine.stop());

/** Counts down to the next mishap of this kind; true: now. */
function mishap(what: Mishap["what"]): boolean {
  const next = mishaps.find((each) => each.what === what);
  if (!next || next.after-- > 0) return false;
  mishaps = mishaps.filter((each) => each !== next);
  return true;
}

/** Fails on its first attempts as told, whatever else happened to the call. */
function randomTool(name: string, effect: Tool["effect"], idempotent: boolean): Tool {
  return defineTool({
    name,
    title: name,
    description: "answers with what it is given",
    effect,
    idempotent,
    args: z.object({ value: z.string(), fails: z.number() }),
    async run({ value, fails }, { taskId, stepPath, idempotencyKey }) {
      calls.push({ taskId, path: stepPath, key: idempotencyKey });
      const steps = await desk.steps(taskId);
      const attempt = Math.max(
        1,
        ...steps.filter(({ path }) => path === stepPath).map(({ attempt }) => attempt as number),
      );
      if (mishap("taken over")) await takeOver(taskId);
      if (attempt <= fails) throw new ToolError("told_to", "It was told to fail.", { retryable: fails < 100 });
      return `${value.slice(0, 40)}/${stepPath.length}`;
    },
  });
}

/** As if this worker had been declared dead: its task is claimed again while this call is under way. */
async function takeOver(taskId: number): Promise<void> {
  const { attempt, job_id, agent_id, priority } = await desk.task(taskId);
  if (job_id === null) await giveJob(taskId, agent_id as number, priority as number);
  else await engine.boss.fail(TASK_QUEUE, job_id as string);
  engine.signals.send("tasks");
  await expect
    .poll(async () => (await desk.task(taskId)).attempt, { timeout: 10_000, interval: 5 })
    .toBeGreaterThan(attempt);
}

/** As recovery does for a task that was taken at once. */
async function giveJob(taskId: number, agentId: number, priority: number): Promise<void> {
  const jobId = newJobId(priority);
  await engine.database.pool.query("update tasks set job_id = $2 where id = $1", [taskId, jobId]);
  await engine.boss.insert(TASK_QUEUE, [{ id: jobId, data: { taskId }, priority, group: { id: String(agentId) } }]);
}

/** Runs a task to its end, answering whoever asks. */
async function runToEnd(definition: string): Promise<number> {
  const id = await desk.start(definition, { seed: "seed", yes: true });
  for (let turn = 0; turn < 200; turn++) {
    await engine.worker.drain();
    const { status } = await desk.task(id);
    if (status === "complete" || status === "error" || status === "cancelled") return id;
    for (const ask of await desk.open(id)) {
      await desk.respond(
        ask.id,
        ask.kind === "approval"
          ? { outcome: "approve" }
          : { outcome: "answer", answer: ask.form ? { what: "repeat" } : ask.step_path },
      );
    }
    // What broke off a moment ago may still be on its way; the worker leaves it alone for a second.
    await engine.database.pool.query(
      "update tasks set status_since = status_since - interval '2 seconds' where id = $1 and status = 'running'",
      [id],
    );
    await engine.worker.recover();
  }
  throw new Error(`task ${id} does not end: ${JSON.stringify(await desk.task(id))}`);
}

/** All that must be the same however often it was interrupted. */
async function story(id: number) {
  const { status, outputs, error } = await desk.task(id);
  const steps = (await desk.steps(id)).map((step) => ({
    path: step.path,
    attempt: step.attempt,
    status: step.status,
    input: step.input,
    output: withoutMoments(step.output),
    error: step.error?.code ?? null,
  }));
  return {
    status,
    outputs: withoutMoments(outputs),
    error: error?.code ?? null,
    steps: steps.toSorted((a, b) => a.path.localeCompare(b.path) || a.attempt - b.attempt),
  };
}

function withoutMoments(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (key, each: unknown) => (key === "at" ? "moment" : each)));
}

test(
  `interrupted anywhere, a task records and gives what it would have (${RUNS} definitions)`,
  { timeout: 60_000 + RUNS * 2_000 },
  async () => {
    const anyMishaps = fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 8 }),
        what: fc.constantFrom<Mishap["what"]>("before", "after", "taken over"),
      }),
      { minLength: 2, maxLength: 6 },
    );
    let suffered = 0;
    let count = 0;
    await fc.assert(
      fc.asyncProperty(randomSteps, anyMishaps, async (steps: Step[], planned) => {
        const definition = await desk.define({
          name: `random ${++count}`,
          inputs: { seed: { type: "string" }, yes: { type: "boolean" } },
          steps,
          outputs: { all: "{{ steps }}" },
        });
        mishaps = [];
        const calm = await runToEnd(definition);
        mishaps = planned.map((each) => ({ ...each }));
        const stormy = await runToEnd(definition);
        suffered += planned.length - mishaps.length;
        const left = mishaps.length;
        mishaps = [];
        expect(await story(stormy)).toEqual(await story(calm));
        const made = (id: number) => calls.filter(({ taskId }) => taskId === id);
        // One key for each place, whatever happened to the call.
        expect(new Set(made(stormy).map(({ path, key }) => `${path} ${key}`)).size).toBe(
          new Set(made(stormy).map(({ path }) => path)).size,
        );
        expect(new Set(made(stormy).map(({ key }) => key)).size).toBe(
          new Set(made(stormy).map(({ path }) => path)).size,
        );
        expect(new Set(made(stormy).map(({ path }) => path))).toEqual(new Set(made(calm).map(({ path }) => path)));
        // Undisturbed after all: then nothing was called twice either.
        expect(left < planned.length || made(stormy).length === made(calm).length).toBe(true);
      }),
      {
        numRuns: RUNS,
        ...(process.env.PROPERTY_SEED ? { seed: Number(process.env.PROPERTY_SEED) } : {}),
        endOnFailure: !!process.env.CI,
      },
    );
    process.stdout.write(`${suffered} interruptions of ${count} definitions\n`);
    // A proof that interrupts nothing proves nothing.
    expect(suffered).toBeGreaterThan(RUNS / 3);
  },
);
