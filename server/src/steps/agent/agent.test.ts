import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callFromHandover, getDetails } from "../../interactions/calls.ts";
import { pauseTask } from "../../tasks/pause.ts";
import { resumeTask } from "../../tasks/resume.ts";
import { listSteps } from "../../tasks/steps.ts";
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

test("calls of one turn run at the same time, and their answers go back in the order they were asked", async () => {
  engine.models.says([
    {
      calls: [
        { name: "test__gate", input: { gate: "first" } },
        { name: "test__gatedwrite", input: { gate: "second" } },
      ],
    },
    "both",
  ]);
  const id = await desk.start(await desk.define("instructions: Do both."));
  await Promise.all([engine.gate("first").reached, engine.gate("second").reached]);
  engine.gate("second").open({ n: 2 });
  engine.gate("first").open({ n: 1 });
  await desk.reaches(id, "complete");
  expect(engine.models.requests[1]!.messages.at(-1)).toEqual({
    role: "tool",
    content: [
      { type: "tool-result", toolCallId: "t0c0", toolName: "test__gate", output: { type: "text", value: '{"n":1}' } },
      {
        type: "tool-result",
        toolCallId: "t0c1",
        toolName: "test__gatedwrite",
        output: { type: "text", value: '{"n":2}' },
      },
    ],
  });
});

test("the model hears who it is, what to do, what it was given, and which tools it has", async () => {
  await desk.connectModel({ instructions: "Be kind.", tools: [{ tool: "test.r*", policy: "allow" }] });
  engine.models.says([{ calls: [{ name: "finish", input: { total: 1 } }] }]);
  await finished(WITH_OUTPUT, { customer: "Ada" });
  const [{ system, messages, tools }] = engine.models.requests as [(typeof engine.models.requests)[0]];
  expect(system).toContain("Be kind.");
  expect(system).toContain("Find the total of Ada");
  expect(messages).toEqual([{ role: "user", content: expect.stringContaining('"customer": "Ada"') }]);
  expect(tools.map(({ name }) => name)).toEqual(["plan", "decide", "ask", "finish", "test__read"]);
  expect(tools[3]!.inputSchema).toMatchObject({ required: ["total"] });
});

test("a question to a person parks the task, and its answer is the call's result", async () => {
  engine.models.says([
    {
      calls: [
        { name: "test__read", input: { n: 1 } },
        { name: "ask", input: { question: "Which one?", choices: ["red", "blue"], to: ["role:approver"] } },
      ],
    },
    "It is blue.",
  ]);
  const { id, task } = await finished("instructions: Ask.");
  expect(task).toMatchObject({ status: "waiting", reason: { code: "person" } });
  const [ask] = await desk.open(id);
  expect(ask).toMatchObject({ kind: "assistance", step_path: "work.turn1.call2" });
  await expect(desk.respond(ask!.id, { outcome: "answer", answer: { choice: "green" } })).rejects.toThrow("form");
  await desk.respond(ask!.id, { outcome: "answer", answer: { choice: "blue" } });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
  // The call beside it was not made again.
  expect(engine.calls).toHaveLength(1);
  expect(engine.models.requests).toHaveLength(2);
  expect(JSON.stringify(engine.models.requests[1]!.messages.at(-1))).toContain("blue");
});

test.each<[to: string[] | undefined, assignees: string[]]>([
  [["user:olga"], ["user:olga"]],
  [
    ["role:builder", "user:olga"],
    ["role:builder", "user:olga"],
  ],
  [undefined, ["role:operator"]],
])("a form asks %j for several values, which are checked and come back as they are", async (to, assignees) => {
  const form = {
    type: "object",
    required: ["street", "number"],
    properties: { street: { type: "string" }, number: { type: "integer" } },
  };
  engine.models.says([{ calls: [{ name: "ask", input: { question: "Where to?", form, ...(to && { to }) } }] }, "done"]);
  const { id } = await finished("instructions: Ask.");
  const [ask] = await desk.open(id);
  expect(ask).toMatchObject({ kind: "assistance", form: { required: ["street", "number"] } });
  const { rows } = await engine.database.pool.query("select assignees from interactions where task_id = $1", [id]);
  expect(rows).toEqual([{ assignees }]);
  const answer = { street: "Main Street", number: 12 };
  await expect(
    desk.respond(ask!.id, { outcome: "answer", answer: { ...answer, number: "twelve" } }),
  ).rejects.toMatchObject({ code: expect.stringMatching(/invalid|unprocessable/) });
  await desk.respond(ask!.id, { outcome: "answer", answer });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
  expect(JSON.stringify(engine.models.requests[1]!.messages.at(-1))).toContain(
    JSON.stringify(JSON.stringify(answer)).slice(1, -1),
  );
});

test("a plan feeds the progress, as an estimate; decisions are in the ledger", async () => {
  const items = (state: string) => [
    { text: "look", state: "done" },
    { text: "write", state },
  ];
  engine.models.says([
    {
      calls: [
        { name: "plan", input: { items: items("doing") } },
        { name: "decide", input: { decision: "take the first", why: "it is older" } },
      ],
    },
    { calls: [{ name: "test__gate", input: { gate: "planned" } }] },
    "done",
  ]);
  const id = await desk.start(await desk.define("instructions: Plan."));
  await engine.gate("planned").reached;
  await expect
    .poll(async () => (await desk.task(id)).progress)
    .toMatchObject({ percent: 71, estimated: true, plan: items("doing") });
  engine.gate("planned").open();
  await desk.reaches(id, "complete");
  expect((await desk.task(id)).progress).toMatchObject({ percent: 100 });
  const { rows } = await engine.database.pool.query(
    "select data from events where task_id = $1 and kind = 'decision.made'",
    [id],
  );
  expect(rows).toEqual([{ data: { path: "work.turn1.call2", decision: "take the first", why: "it is older" } }]);
});

test("while a person is asked the plan stands, with what the same turn said of it", async () => {
  const items = [
    { text: "look", state: "done" },
    { text: "ask", state: "doing" },
  ];
  engine.models.says([
    {
      calls: [
        { name: "plan", input: { items } },
        { name: "ask", input: { question: "Which colour?" } },
      ],
    },
  ]);
  const { task } = await finished("instructions: Ask.");
  expect(task).toMatchObject({ status: "waiting", progress: { percent: 71, estimated: true, plan: items } });
});

test("a pause takes effect between turns, and the conversation goes on where it was", async () => {
  const script = [
    { calls: [{ name: "test__gatedwrite", input: { gate: "paused" } }] },
    { calls: [{ name: "test__write", input: { n: 1 } }] },
    "done",
  ];
  engine.models.says(script);
  const id = await desk.start(await desk.define("instructions: Work."));
  await engine.gate("paused").reached;
  await pauseTask(engine.database.db, engine.boss, desk.actor, id);
  engine.gate("paused").open({ ok: true });
  await desk.reaches(id, "paused");
  expect(engine.models.requests).toHaveLength(1);
  await resumeTask(engine.database.db, engine.boss, desk.actor, id);
  await desk.reaches(id, "complete");
  expect(engine.models.requests).toHaveLength(3);
});

test("a long conversation is summed up, and the journal keeps all of it", async () => {
  engine.models.contextTokens = 3_000;
  const sums: number[] = [];
  engine.models.says((_turn, request) => {
    if (request.toolChoice === "none") return "I read three things.";
    const last = JSON.stringify(request.messages);
    if (last.includes("I read three things.")) {
      sums.push(request.messages.length);
      return "done";
    }
    const n = request.messages.length;
    return { calls: [{ name: "test__read", input: { n } }], usage: { inputTokens: 400 * n, cachedInputTokens: 0 } };
  });
  const { task, steps } = await finished("instructions: Read a lot.");
  expect(task.status).toBe("complete");
  expect(steps.filter(({ kind }) => kind === "model").map(({ path }) => path)).toEqual([
    "work.turn1",
    "work.turn2",
    "work.turn3",
    "work.summary4",
    "work.turn4",
  ]);
  // The beginning with the summary, and the last two turns word for word.
  expect(sums).toEqual([5]);
});

test("without a model a person is asked to do the step", async () => {
  engine.models.isConnected = false;
  const { id } = await finished(WITH_OUTPUT, { customer: "Ada" });
  engine.models.isConnected = true;
  const [handover] = await desk.open(id);
  expect(handover).toMatchObject({ kind: "handover", subject: { customer: "Ada" } });
  await desk.respond(handover!.id, { outcome: "answer", answer: { total: 7 } });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete", outputs: { total: 7 }, spent: null });
});

test("whoever does an agent's step may call its tools, which go the way of every call", async () => {
  engine.models.isConnected = false;
  await desk.connectModel({
    tools: [
      { tool: "test.read", policy: "allow" },
      { tool: "test.send", policy: "ask" },
    ],
  });
  const { id } = await finished("instructions: Do it.");
  engine.models.isConnected = true;
  const { db } = engine.database;
  const [handover] = await desk.open(id);
  const call = async (tool: string, args = {}) =>
    await callFromHandover(db, engine.boss, desk.actor, handover!.id, { tool, args });
  await expect(call("test.write")).rejects.toThrow("no tool of this agent");
  await call("test.read", { n: 1 });
  await engine.worker.drain();
  expect(await getDetails(db, desk.actor, handover!.id)).toMatchObject({
    status: "open",
    tools: ["test.read", "test.send"],
    calls: [{ path: "work.call1", tool: "test.read", args: { n: 1 }, status: "complete", output: { n: 1 } }],
  });
  await call("test.send", { n: 2 });
  await engine.worker.drain();
  const approval = (await desk.open(id)).find(({ kind }) => kind === "approval");
  expect(approval).toMatchObject({ step_path: "work.call2" });
  await expect(desk.respond(handover!.id, { outcome: "answer", answer: "x" })).rejects.toThrow("still under way");
  await desk.respond(approval!.id, { outcome: "approve" });
  await engine.worker.drain();
  expect(engine.calls.map(({ tool }) => tool)).toEqual(["test.read", "test.send"]);
  await desk.respond(handover!.id, { outcome: "answer", answer: "done" });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
});

test("a turn that takes long is seen while the model thinks, after the calls of the turn before", async () => {
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const asked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  engine.models.says(async (turn) => {
    asked[turn]!.resolve();
    await answers[turn]!.promise;
    return turn === 0 ? { calls: [{ name: "test__read", input: { n: 1 } }] } : "done";
  });
  const id = await desk.start(await desk.define("instructions: Think."));
  for (const turn of [0, 1]) {
    await asked[turn]!.promise;
    const seen = async () => {
      const { items } = await listSteps(engine.database.db, desk.actor, id, { limit: 50, bodies: "none" });
      return items.map(({ path, status }) => `${path} ${status}`);
    };
    await expect.poll(seen, { timeout: 10_000, interval: 10 }).toContain(`work.turn${turn + 1} running`);
    answers[turn]!.resolve();
  }
  await desk.reaches(id, "complete");
});
