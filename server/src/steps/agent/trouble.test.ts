import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../../test/support/engine.ts";
import type { Reply } from "../../../test/support/models.ts";
import { ModelError } from "../../models/models.ts";
import { listSteps } from "../../tasks/steps.ts";
import { retryTask } from "../../tasks/retry.ts";

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
});
afterAll(async () => await engine.stop());

const OUTPUT = `
  steps:
    - id: work
      agent: Count
      output: { type: object, required: [total], properties: { total: { type: number } }, additionalProperties: false }
  outputs: { total: "{{ steps.work.total }}" }
`;

async function finished(source: string) {
  const id = await desk.start(await desk.define(source));
  await engine.worker.drain();
  return { id, task: await desk.task(id), steps: await desk.steps(id) };
}

/** What the model was told of its last calls. */
function told(request: number): string {
  return JSON.stringify(engine.models.requests[request]!.messages.at(-1));
}

test("what a failed turn took is paid for as well: it is in the task's sums, its step and the agent's day", async () => {
  const broke = () => {
    const usage = { inputTokens: 1_000, cachedInputTokens: 200, outputTokens: 50 };
    return Object.assign(new ModelError("bad_answer", "It broke off."), { failed: [{ usage, costMicros: 600 }] });
  };
  let asked = 0;
  engine.models.says(() => (++asked <= 2 ? broke() : "done"));
  const retry = "retry: { attempts: 3, backoff: fixed, initial: 10ms }";
  const id = await desk.start(
    await desk.define(`steps: [{ id: work, agent: Work, ${retry} }, { id: rest, wait: 20ms }]`),
  );
  await desk.reaches(id, "complete");
  // Twice failed, then 1,000 and 100 tokens for a tenth of a cent.
  const spent = {
    modelCalls: 3,
    tokensIn: 3_000,
    tokensCached: 400,
    tokensOut: 200,
    tokensNew: 2_800,
    costMicros: 2_200,
  };
  expect(await desk.task(id)).toMatchObject({ spent });
  const { rows } = await engine.database.pool.query("select * from agent_days where agent_id = $1", [desk.agentId]);
  expect(rows).toMatchObject([{ tokens: 2_800, cost_micros: 2_200 }]);
  const turns = (await listSteps(engine.database.db, desk.actor, id, { limit: 50, bodies: "none" })).items.filter(
    ({ path }) => path === "work.turn1",
  );
  expect(turns.map(({ attempt, usage }) => [attempt, usage?.tokensIn, usage?.costMicros])).toEqual([
    [1, 1_000, 600],
    [2, 1_000, 600],
    [3, 1_000, 1_000],
  ]);
});

describe("a call that cannot be made is an answer the model can mend", () => {
  test.each<[string, NonNullable<Exclude<Reply, string | Error>["calls"]>[0], string]>([
    ["an unknown tool", { name: "rm__rf" }, 'There is no tool \\"rm__rf\\" for you'],
    ["broken JSON", { name: "test__read", input: '{"n": ', invalid: "The arguments are no JSON." }, "no JSON"],
    ["wrong types", { name: "test__read", input: { fail: "many" } }, "cannot be called like this"],
    ["arguments that are no object", { name: "test__read", input: [1, 2] }, "cannot be called like this"],
    ["a plan of nothing", { name: "plan", input: { items: [] } }, "cannot be called like this"],
    ["a form that is none", { name: "ask", input: { question: "?", form: { type: "strange" } } }, "JSON Schema"],
    [
      "a form with a pattern of its own",
      {
        name: "ask",
        input: { question: "?", form: { type: "object", properties: { a: { type: "string", pattern: "(a+)+$" } } } },
      },
      "may not use pattern",
    ],
    ["arguments without end", { name: "test__write", input: { text: "x".repeat(1_100_000) } }, "at most 1,000,000"],
  ])("%s", async (_what, call, problem) => {
    engine.models.says([{ calls: [call] }, "mended"]);
    const { task, steps } = await finished("instructions: Try.");
    expect(task.status).toBe("complete");
    expect(told(1)).toContain(problem);
    expect(told(1)).toContain("error-text");
    expect(steps.find(({ path }) => path === "work.turn1.call1")).toMatchObject({
      status: "error",
      error: { handled: true },
    });
    expect(engine.calls).toEqual([]);
    // What is sent again is sound: arguments are objects.
    const parts = engine.models.requests[1]!.messages[1]!.content as { type: string; input: unknown }[];
    const inputs = parts.filter(({ type }) => type === "tool-call").map(({ input }) => input);
    expect(inputs.filter((input) => typeof input !== "object" || Array.isArray(input))).toEqual([]);
  });

  test("a tool's failure is told as one", async () => {
    engine.models.says([{ calls: [{ name: "test__send", input: { fail: 9, retryable: false } }] }, "gave up"]);
    await desk.connectModel({ tools: [{ tool: "*", policy: "allow" }] });
    const { task } = await finished("instructions: Send.");
    expect(task.status).toBe("complete");
    expect(told(1)).toContain("It was told to fail.");
  });

  test("a tool the agent was not given is not there, however it is called", async () => {
    await desk.connectModel({ tools: [{ tool: "test.read", policy: "allow" }] });
    engine.models.says([
      {
        calls: [
          { name: "test__write", input: {} },
          { name: "test.write", input: {} },
        ],
      },
      "well",
    ]);
    await finished("instructions: Write.");
    expect(engine.calls).toEqual([]);
  });
});

describe("the result", () => {
  const wrong: Reply = { calls: [{ name: "finish", input: { total: "twelve" } }] };

  test("is checked, and the model is told what is wrong with it", async () => {
    engine.models.says([wrong, { calls: [{ name: "finish", input: { total: 12 } }] }]);
    const { task } = await finished(OUTPUT);
    expect(task).toMatchObject({ status: "complete", outputs: { total: 12 } });
    expect(told(1)).toContain("total must be number");
  });

  test("is asked of a person after three repairs", async () => {
    engine.models.says(() => wrong);
    const { id } = await finished(OUTPUT);
    expect(engine.models.requests).toHaveLength(4);
    const [ask] = await desk.open(id);
    expect(ask).toMatchObject({
      step_path: "work.turn4.result",
      form: { required: ["total"] },
      subject: { total: "twelve" },
    });
    await desk.respond(ask!.id, { outcome: "answer", answer: { total: 13 } });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete", outputs: { total: 13 } });
  });

  test("may be JSON in words, from a model that cannot call tools", async () => {
    engine.models.says(["I think so.", '```json\n{"total": 5}\n```']);
    expect((await finished(OUTPUT)).task.outputs).toEqual({ total: 5 });
  });

  test("does not count beside calls whose answers the model has not seen", async () => {
    engine.models.says([
      {
        calls: [
          { name: "test__read", input: {} },
          { name: "finish", input: { total: 1 } },
        ],
      },
      { calls: [{ name: "finish", input: { total: 2 } }] },
    ]);
    expect((await finished(OUTPUT)).task.outputs).toEqual({ total: 2 });
  });

  test("of 10 MB is cut, and says so", async () => {
    engine.models.says(["long ".repeat(2_000_000)]);
    const { steps } = await finished("instructions: Write.");
    expect(steps[0]!.output).toMatch(
      /^long long .*\[Cut here: 9,800,000 more characters were written and are not kept\.\]$/s,
    );
  });
});

describe("a model that fails", () => {
  test("is asked again after as long as it said", async () => {
    engine.models.says((_turn) =>
      engine.models.requests.length === 1
        ? new ModelError("rate_limited", "Slow down.", { retryAfterMs: 60_000 })
        : "done",
    );
    const { id, task } = await finished("instructions: Work.");
    expect(task).toMatchObject({ status: "waiting", reason: { code: "retry" } });
    const wait = new Date(task.reason.until).getTime() - Date.now();
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThan(70_000);
    await engine.database.pool.query(
      `update steps set wait = jsonb_set(wait, '{until}', to_jsonb(now())) where task_id = $1 and status = 'waiting'`,
      [id],
    );
    await engine.database.pool.query("update pgboss.job set start_after = now() where state = 'created'");
    engine.signals.send("tasks");
    await desk.reaches(id, "complete");
    expect((await desk.steps(id)).map(({ path, attempt, status }) => [path, attempt, status])).toEqual([
      ["work", 1, "complete"],
      ["work.turn1", 1, "error"],
      ["work.turn1", 2, "complete"],
    ]);
  });

  test("for want of a good key waits for a person to reconnect it, and goes on", async () => {
    let isBroken = true;
    engine.models.says(() => (isBroken ? new ModelError("unauthorized", "The key is not accepted.") : "done"));
    const { id } = await finished("instructions: Work.");
    const [ask] = await desk.open(id);
    expect(ask).toMatchObject({ kind: "assistance", step_path: "work.turn1" });
    isBroken = false;
    await desk.respond(ask!.id, { outcome: "answer", answer: { what: "go_on" } });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete" });
    expect((await desk.steps(id)).map(({ path }) => path)).toEqual(["work", "work.turn1"]);
  });

  test("for good lets the step fail; a retry goes on with the same conversation", async () => {
    let isBroken = true;
    engine.models.says((turn) => {
      if (turn === 0) return { calls: [{ name: "test__write", input: { n: 1 } }] };
      return isBroken ? new ModelError("refused", "It will not.") : "done";
    });
    const { id, task } = await finished("instructions: Work.");
    expect(task).toMatchObject({ status: "error", error: { code: "refused" } });
    isBroken = false;
    await retryTask(engine.database.db, engine.boss, desk.actor, id);
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete" });
    expect(engine.calls).toHaveLength(1);
    expect(engine.models.requests.at(-1)!.messages).toEqual(engine.models.requests.at(-2)!.messages);
  });
});

describe("an agent that does not get on", () => {
  test.each<[string, (turn: number) => Reply, number]>([
    ["makes the same call again and again", () => ({ calls: [{ name: "test__gate", input: { gate: "open" } }] }), 4],
    ["calls what is not there", (turn) => ({ calls: [{ name: `no${turn}` }] }), 6],
    ["says nothing", () => "", 6],
    [
      "finds something new in every turn and never ends",
      (n) => ({ calls: [{ name: "test__read", input: { n } }] }),
      100,
    ],
  ])("%s is no success: a person is asked", async (_what, script, turns) => {
    engine.gate("open").open({ same: true });
    // So much that nothing has to be summed up.
    engine.models.contextTokens = 1_000_000;
    engine.models.says((turn) => (turn < turns ? script(turn) : "done"));
    const { id, task } = await finished("instructions: Work.");
    expect(task).toMatchObject({ status: "waiting", reason: { code: "person" } });
    const [ask] = await desk.open(id);
    expect(ask!.step_path).toBe(`work.turn${turns}.stall`);
    expect(engine.models.requests).toHaveLength(turns);
    await desk.respond(ask!.id, { outcome: "answer", answer: { what: "go_on", guidance: "Try the other door." } });
    await engine.worker.drain();
    expect(told(turns)).toContain("Olga Owner says: Try the other door.");
    expect(await desk.task(id)).toMatchObject({ status: "complete" });
  });

  test("ends in error when the person says so, and can be tried again", async () => {
    engine.models.says((turn) => (turn < 6 ? "" : "done"));
    const { id } = await finished("instructions: Work.");
    await desk.respond((await desk.open(id))[0]!.id, {
      outcome: "answer",
      answer: { what: "stop" },
      comment: "enough",
    });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({
      status: "error",
      error: { code: "stopped", message: expect.stringContaining("enough") },
    });
    await retryTask(engine.database.db, engine.boss, desk.actor, id);
    await engine.worker.drain();
    const [again] = await desk.open(id);
    await desk.respond(again!.id, { outcome: "answer", answer: { what: "go_on" } });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete" });
  });
});
