import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { ReconnectNeeded } from "../connections/reconnect.ts";
import { json } from "../db/database.ts";
import { getInteraction } from "../interactions/read.ts";
import { retryTask } from "../tasks/retry.ts";

let engine: TestEngine;
let desk: TestDesk;
/** an approval that another task has, and has not used */
let other: number;
/** connections by name, as the workspace has them */
const connections = new Map([["shop", 1]]);
const lapsed = new Set<string>();

beforeAll(async () => {
  engine = await testEngine({
    connections: {
      open: async ({ name = "shop", app }) => {
        const id = connections.get(name)!;
        if (lapsed.has(name)) throw new ReconnectNeeded({ id, name, owner_login: null }, "it has expired.");
        return { id, name, app, fields: {}, settings: {} } as never;
      },
      recheck: async () => {},
    },
  });
  desk = await testDesk(engine);
  const send = engine.tools.get("test.send")!;
  engine.tools.set("test.send", { ...send, connection: { app: "test", required: false } });
  const { id, ask } = await asked();
  await engine.worker.hold();
  await desk.respond(ask.id, { outcome: "approve" });
  await engine.database.db.updateTable("tasks").set({ status: "cancelled" }).where("id", "=", id).execute();
  engine.worker.release();
  other = ask.id;
});
afterAll(async () => await engine.stop());

const SEND = `
  controls: [{ tool: test.send, policy: ask }]
  steps:
    - { id: out, use: test.send, with: { to: dana, amount: 5, connection: shop }, retry: { attempts: 1 } }
`;

async function asked(source = SEND) {
  const id = await desk.start(await desk.define(source));
  await engine.worker.drain();
  const [ask] = await desk.open(id);
  return { id, ask: ask! };
}

const callsOf = (id: number) => engine.calls.filter(({ call }) => call.taskId === id);

test("approved, exactly the call that was shown is made, once, and the approval is used up", async () => {
  const { id, ask } = await asked();
  expect(ask.subject).toEqual({
    tool: "test.send",
    effect: "external",
    args: { to: "dana", amount: 5, connection: "shop" },
  });
  await desk.respond(ask.id, { outcome: "approve" });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
  expect(callsOf(id).map(({ args }) => args)).toEqual([{ to: "dana", amount: 5, connection: "shop" }]);
  const row = await interaction(ask.id);
  expect(row.used_at).not.toBeNull();
  expect(row.rule).toMatchObject({ policy: "ask", where: "definition", text: 'ask before "test.send"' });
  const [step] = await desk.steps(id);
  expect(step!.rule).toMatchObject({ policy: "ask", where: "definition" });
  expect(await getInteraction(engine.database.db, desk.actor, ask.id)).toMatchObject({
    rule: { policy: "ask", text: 'ask before "test.send"' },
    call: {
      tool: "test.send",
      effect: "external",
      args: { to: "dana", amount: 5, connection: "shop" },
      connection: { id: 1, name: null },
      usedAt: row.used_at!.toISOString(),
    },
    void: null,
  });
});

test("a connection that has to be renewed is the same one afterwards: nobody is asked twice", async () => {
  lapsed.add("shop");
  const { id, ask } = await asked();
  lapsed.delete("shop");
  await desk.respond(ask.id, { outcome: "approve" });
  await engine.worker.drain();
  expect(callsOf(id)).toHaveLength(1);
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
});

/** Each changes one thing between the approval and the call. */
const drifts: [what: string, change: (id: number, interaction: number) => Promise<void> | void, said: string][] = [
  [
    "its arguments",
    async (id) => {
      await engine.database.db
        .updateTable("steps")
        .set({ input: json({ to: "mallory", amount: 5, connection: "shop" }) })
        .where("task_id", "=", id)
        .execute();
    },
    "its arguments are others",
  ],
  [
    "the tool",
    () => {
      const tool = engine.tools.get("test.send")!;
      engine.tools.set("test.send", { ...tool, description: `${tool.description}, and tells everyone` });
    },
    "the tool itself was changed",
  ],
  ["the connection", () => void connections.set("shop", connections.get("shop")! + 1), "with another connection"],
  [
    "the definition",
    async (id) => {
      await engine.database.db
        .updateTable("tasks")
        .set((row) => ({ definition_version: row("definition_version", "+", 1) }))
        .where("id", "=", id)
        .execute();
    },
    "the definition was changed",
  ],
  [
    "the task, by an approval that was given to another",
    async (id) => await pointTo(id, other),
    "it was approved for another task",
  ],
  [
    "the call, by an approval of this task that is used up",
    async (_, own) => {
      await engine.database.db.updateTable("interactions").set({ used_at: new Date() }).where("id", "=", own).execute();
    },
    "it was used already",
  ],
];

test.for(drifts)("what was approved is void when %s changes, and is asked anew", async ([, change, said]) => {
  const { id, ask } = await asked();
  await engine.worker.hold();
  await desk.respond(ask.id, { outcome: "approve" });
  await change(id, ask.id);
  engine.worker.release();
  await desk.reaches(id, "waiting");
  await engine.worker.drain();
  expect(callsOf(id)).toEqual([]);
  const [again] = await desk.open(id);
  expect(again!.id).not.toBe(ask.id);
  expect((await interaction(again!.id)).body).toContain(said);
  const { db } = engine.database;
  const { void: voided } = await getInteraction(db, desk.actor, ask.id);
  // An approval of another task, or one that is used up, stays what it is.
  expect(voided !== null).toBe(!said.startsWith("it was"));
  expect(voided?.reason ?? said).toContain(said);
  // What is approved now is what would be done now.
  await desk.respond(again!.id, { outcome: "approve" });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
  expect(callsOf(id)).toHaveLength(1);
});

test("an imported tool that changed since it was approved is not called: its approval is void, and somebody confirms it first", async () => {
  const imported = { ...engine.tools.get("test.send")!, name: "shop.send", version: "1", confirmed: true };
  engine.tools.set("shop.send", imported);
  const id = await desk.start(
    await desk.define("controls: [{ tool: shop.send, policy: ask }]\nsteps: [{ id: out, use: shop.send }]"),
  );
  await desk.reaches(id, "waiting");
  const [ask] = await desk.open(id);
  engine.tools.set("shop.send", { ...imported, version: "2", confirmed: false, changed: true });
  await desk.respond(ask!.id, { outcome: "approve" });
  expect(await desk.reaches(id, "error")).toMatchObject({ error: { code: "unconfirmed" } });
  expect(callsOf(id)).toEqual([]);
  const { void: voided } = await getInteraction(engine.database.db, desk.actor, ask!.id);
  expect(voided?.reason).toContain("the tool itself was changed");
  // Confirmed as it is now, it is asked about as it is now.
  engine.tools.set("shop.send", { ...imported, version: "2", confirmed: true });
  await retryTask(engine.database.db, engine.boss, desk.actor, id);
  await desk.reaches(id, "waiting");
  expect((await desk.open(id)).map((each) => each.id)).not.toContain(ask!.id);
});

test("an approval for one call of a tool does not let another one through (trap 8)", async () => {
  const { id, ask } = await asked(`
    controls: [{ tool: test.send, policy: ask }]
    steps:
      - { id: first, use: test.send, with: { amount: 5 } }
      - { id: second, use: test.send, with: { amount: 5000 } }
      - { id: third, use: test.send, with: { amount: 5 } }
  `);
  await desk.respond(ask.id, { outcome: "approve" });
  await engine.worker.drain();
  for (const [path, amount] of [
    ["second", 5000],
    ["third", 5],
  ] as const) {
    const [next] = await desk.open(id);
    expect(next).toMatchObject({ step_path: path, subject: { args: { amount } } });
    await desk.respond(next!.id, { outcome: "approve" });
    await engine.worker.drain();
  }
  expect(callsOf(id).map(({ args }) => args)).toEqual([{ amount: 5 }, { amount: 5000 }, { amount: 5 }]);
});

test("a second attempt of an approved call asks again", async () => {
  const { id, ask } = await asked(SEND.replace("amount: 5,", "amount: 5, fail: 1, retryable: false,"));
  await desk.respond(ask.id, { outcome: "approve" });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "error" });
  await retryTask(engine.database.db, engine.boss, desk.actor, id);
  await engine.worker.drain();
  expect(callsOf(id)).toHaveLength(1);
  expect(await desk.open(id)).toHaveLength(1);
});

test("a decision that stands in the step alone approves nothing (trap 10)", async () => {
  const { id, ask } = await asked();
  await engine.worker.hold();
  const [step] = await desk.steps(id);
  const decision = { outcome: "approve", comment: null, answer: null };
  await engine.database.db
    .updateTable("steps")
    .set({ wait: json({ ...step!.wait, decision }) })
    .where("task_id", "=", id)
    .execute();
  await desk.respond(ask.id, { outcome: "reject" });
  await engine.database.db
    .updateTable("steps")
    .set({ wait: json({ ...step!.wait, decision }) })
    .where("task_id", "=", id)
    .execute();
  engine.worker.release();
  await engine.worker.drain();
  expect(callsOf(id)).toEqual([]);
  expect(await desk.task(id)).toMatchObject({ status: "waiting" });
});

test("a call that nobody could make asks nobody", async () => {
  engine.tools.set("test.strict", { ...engine.tools.get("test.gate")!, name: "test.strict", effect: "external" });
  const { id, ask } = await asked(`
    controls: [{ tool: test.strict, policy: ask }]
    steps: [{ use: test.strict, with: { gate: 1 } }]
  `);
  expect(ask).toBeUndefined();
  expect(await desk.task(id)).toMatchObject({ status: "error", error: { code: "bad_arguments" } });
});

test("a denied call is not made, and the step says by which rule", async () => {
  const { id } = await asked(`
    controls: [{ effect: external, policy: deny, when: "{{ args.amount > 3 }}" }]
    steps: [{ use: test.send, with: { amount: 5 } }]
  `);
  expect(callsOf(id)).toEqual([]);
  expect(await desk.task(id)).toMatchObject({ status: "error", error: { code: "denied" } });
  const [step] = await desk.steps(id);
  expect(step).toMatchObject({ status: "error", tool: "test.send", rule: { policy: "deny", where: "definition" } });
});

test("what an agent is not given, a definition that it runs cannot use", async () => {
  const { db } = engine.database;
  await db
    .updateTable("agents")
    .set({ tools: json([{ tool: "test.read", policy: "allow" }]) })
    .where("id", "=", desk.agentId)
    .execute();
  const { id } = await asked(`steps: [{ use: test.read }, { use: test.send, with: { amount: 5 } }]`);
  await db.updateTable("agents").set({ tools: null }).where("id", "=", desk.agentId).execute();
  expect(callsOf(id).map(({ tool }) => tool)).toEqual(["test.read"]);
  expect(await desk.task(id)).toMatchObject({ status: "error", error: { code: "denied" } });
});

async function interaction(id: number) {
  return await engine.database.db.selectFrom("interactions").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

async function pointTo(taskId: number, interactionId: number) {
  const [step] = await desk.steps(taskId);
  await engine.database.db
    .updateTable("steps")
    .set({ wait: json({ ...step!.wait, interactionId }) })
    .where("task_id", "=", taskId)
    .execute();
}
