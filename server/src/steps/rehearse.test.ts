import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { dryRunReport } from "../controls/dry-run-report.ts";
import { ModelError } from "../models/models.ts";
import { madeAnswer } from "./made-answer.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
  const result = z.object({ id: z.number(), status: z.enum(["sent", "held"]), to: z.array(z.string()) });
  engine.tools.set("test.post", { ...engine.tools.get("test.send")!, name: "test.post", result });
});
afterAll(async () => await engine.stop());

const callsOf = (ids: number[]) => engine.calls.filter(({ call }) => ids.includes(call.taskId)).map(({ tool }) => tool);
const report = async (id: number) => await dryRunReport(engine.database.db, desk.actor, id);

async function family(id: number): Promise<number[]> {
  const rows = await engine.database.db.selectFrom("tasks").select("id").where("parent_task_id", "=", id).execute();
  return [id, ...rows.map((row) => row.id)];
}

/** Everything that could leave a trace outside of the task's own journal. */
async function traces(): Promise<Record<string, number>> {
  const { db } = engine.database;
  const counts: Record<string, number> = {};
  for (const table of ["effects", "emails", "files", "blobs", "external_actions", "event_waits"] as const) {
    counts[table] = (await db.selectFrom(table).selectAll().execute()).length;
  }
  return counts;
}

async function source(): Promise<string> {
  const child = await desk.define("steps: [{ id: inner, use: test.send, with: { to: child } }]");
  return `
    controls:
      - { effect: external, policy: ask, when: "{{ args.to = 'dana' }}" }
    steps:
      - { id: look, use: test.read, with: { q: 1 } }
      - { id: ok, ask: approval, title: May I? }
      - { id: later, wait: 2d }
      - { id: paid, wait: { event: paid } }
      - { id: keep, use: test.write, with: { amount: 5 } }
      - { id: mail, use: test.send, with: { to: dana } }
      - { id: post, use: test.post, with: { to: bo } }
      - { each: [1, 2], id: many, steps: [{ id: one, use: test.send, with: { n: "{{ item }}" } }] }
      - { parallel: [{ id: a, use: test.write }, { id: b, use: test.send }] }
      - { id: broken, set: "{{ 1 + 'x' }}", on_error: [{ id: instead, use: test.send }] }
      - { id: sub, task: "${child}" }
    outputs: { posted: "{{ steps.post }}", approved: "{{ steps.ok.approved }}" }
  `;
}

test("a dry run goes the whole way, reads, and changes nothing: not in lanes, rounds, fallbacks or sub-tasks (trap 9)", async () => {
  const before = await traces();
  const id = await desk.start(await desk.define(await source()), {}, { dryRun: { approvals: "assume" } });
  await desk.reaches(id, "complete");
  expect(callsOf(await family(id))).toEqual(["test.read"]);
  expect(await traces()).toEqual(before);
  expect(await desk.task(id)).toMatchObject({
    outputs: { posted: { id: 0, status: "sent", to: [] }, approved: true },
  });
  const told = await report(id);
  expect(told.actions.map(({ path, tool }) => `${path} ${tool}`).toSorted()).toEqual(
    [
      "parallel9.a test.write",
      "parallel9.b test.send",
      "broken.on_error.instead test.send",
      "inner test.send",
      "keep test.write",
      "mail test.send",
      "many[0].one test.send",
      "many[1].one test.send",
      "post test.post",
    ].toSorted(),
  );
  expect(told.actions.every(({ from }) => from.from === "schema")).toBe(true);
  expect(told.asked).toMatchObject([
    { path: "ok", assumed: true },
    { path: "mail", why: expect.stringContaining("ask before") as string, assumed: true },
  ]);
  expect(told.unknowns.join("\n")).toContain('step "later"');
});

test("what a real run got is what a dry run answers with", async () => {
  const definition = await desk.define(
    "steps: [{ id: mail, use: test.send, with: { to: bo } }]\noutputs: { path: '{{ steps.mail.path }}' }",
  );
  const real = await desk.start(definition);
  await desk.reaches(real, "complete");
  const dry = await desk.start(definition, {}, { dryRun: { approvals: "assume" } });
  expect(await desk.reaches(dry, "complete")).toMatchObject({ outputs: { path: "mail" } });
  expect(callsOf([dry])).toEqual([]);
  expect((await report(dry)).actions).toMatchObject([{ path: "mail", from: { from: "record", taskId: real } }]);
  await expect(report(real)).rejects.toMatchObject({ code: "unprocessable" });
});

test("with approvals asked, people are asked as in a real run, and nothing is done when they agree", async () => {
  const definition = await desk.define("controls: [{ tool: test.send, policy: ask }]\nsteps: [{ use: test.send }]");
  const id = await desk.start(definition, {}, { dryRun: { approvals: "ask" } });
  await desk.reaches(id, "waiting");
  const [ask] = await desk.open(id);
  await desk.respond(ask!.id, { outcome: "approve" });
  await desk.reaches(id, "complete");
  expect(callsOf([id])).toEqual([]);
});

test("what is denied is denied in a dry run too, and the report says so", async () => {
  const definition = await desk.define("controls: [{ tool: test.send, policy: deny }]\nsteps: [{ use: test.send }]");
  const id = await desk.start(definition, {}, { dryRun: { approvals: "assume" } });
  await desk.reaches(id, "error");
  expect((await report(id)).denied).toMatchObject([{ tool: "test.send", rule: { policy: "deny" } }]);
});

test("calls and turns that failed are told, each attempt, where they failed; and what they took", async () => {
  const home = await testDesk(engine);
  await home.connectModel();
  const broken = new ModelError("bad_answer", "The answer broke off before its end.");
  broken.failed = [
    { usage: { inputTokens: 400, cachedInputTokens: 0, outputTokens: 7 }, costMicros: 250, estimated: true },
  ];
  let asked = 0;
  engine.models.says(() => (asked++ === 0 ? broken : "done"));
  const definition = await home.define(`
    steps:
      - { id: look, use: test.read, with: { fail: 1 }, retry: { attempts: 2, initial: 1ms } }
      - { id: again, steps: [{ id: never, use: test.read, with: { fail: 9, retryable: false } }], on_error: continue }
      - { id: work, agent: Work., retry: { attempts: 2, initial: 1ms } }
      - { id: out, use: test.send }
  `);
  const id = await home.start(definition, {}, { dryRun: { approvals: "assume" } });
  await home.reaches(id, "complete");
  const told = await dryRunReport(engine.database.db, home.actor, id);
  expect(told.failed).toMatchObject([
    { path: "look", attempt: 1, tool: "test.read", error: { code: "told_to" }, handled: true },
    { path: "again.never", attempt: 1, tool: "test.read", error: { code: "told_to" }, handled: true },
    { path: "work.turn1", attempt: 1, tool: null, error: { code: "bad_answer" }, handled: true },
  ]);
  expect(told.failed).toHaveLength(3);
  expect(told.cost).toMatchObject({ spentMicros: 1_250 });
  expect(told.actions).toMatchObject([{ path: "out" }]);
});

test("a failure that ends the dry run stands at the end of its report", async () => {
  const definition = await desk.define("steps: [{ id: a, steps: [{ id: b, set: \"{{ 1 + 'x' }}\" }] }]");
  const id = await desk.start(definition, {}, { dryRun: { approvals: "assume" } });
  await desk.reaches(id, "error");
  expect((await report(id)).failed).toMatchObject([{ path: "a.b", handled: false, error: { code: "expression" } }]);
});

test.for<[schema: object | null, answer: unknown]>([
  [null, null],
  [{}, null],
  [
    { type: "object", properties: { a: { type: "string", format: "date" }, b: { type: "integer", minimum: 3 } } },
    { a: "2000-01-01", b: 3 },
  ],
  [{ anyOf: [{ type: "boolean" }, { type: "null" }] }, true],
  [{ enum: ["x", "y"] }, "x"],
  [
    { $ref: "#/$defs/n", $defs: { n: { type: "object", properties: { next: { $ref: "#/$defs/n" } } } } },
    expect.anything(),
  ],
])("an answer made for %j", ([schema, answer]) => expect(madeAnswer(schema)).toEqual(answer));
