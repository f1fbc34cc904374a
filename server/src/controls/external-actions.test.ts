import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { listExternalActions, undoAction } from "./external-actions.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
  const send = engine.tools.get("test.send")!;
  engine.tools.set("test.send", {
    ...send,
    external: (args) => ({ what: "Order", target: "shop", remoteId: `o-${(args as { n?: number }).n}` }),
    undo: (args) => ({ tool: "test.unsend", args: { ...(args as object), note: "{{ inputs.secret }}" } }),
  });
  engine.tools.set("test.unsend", { ...send, name: "test.unsend" });
  engine.tools.set("test.fax", { ...send, name: "test.fax", title: "Send a fax" });
});
afterAll(async () => await engine.stop());

const listed = async (task?: number) =>
  (await listExternalActions(engine.database.db, desk.actor, { limit: 50, task })).items;
const undo = async (id: number) => await undoAction(engine.database.db, engine.boss, desk.actor, id);

async function ran(source: string): Promise<number> {
  const id = await desk.start(await desk.define(source));
  await engine.worker.drain();
  return id;
}

test("every external call that was made is in the ledger, and nothing else", async () => {
  const id = await ran(`steps:
    - { use: test.read }
    - { use: test.write }
    - { id: order, use: test.send, with: { n: 7 } }
    - { id: bad, use: test.fax, with: { fail: 1, retryable: false }, on_error: continue }
    - { id: fax, use: test.fax }`);
  expect(await listed(id)).toMatchObject([
    { stepPath: "fax", tool: "test.fax", app: "test", what: "Send a fax", reversible: false, undo: null },
    { stepPath: "order", what: "Order", target: "shop", remoteId: "o-7", reversible: true, actor: { type: "agent" } },
  ]);
});

test("an action is undone by a task of its own, with data that is data, once", async () => {
  const id = await ran("steps: [{ id: order, use: test.send, with: { n: 8 } }]");
  const [action] = await listed(id);
  const { undo: begun } = await undo(action!.id);
  await desk.reaches(begun!.taskId, "complete");
  expect(engine.calls.filter(({ tool }) => tool === "test.send").length).toBeGreaterThan(0);
  const undone = engine.calls.find(({ call }) => call.taskId === begun!.taskId);
  expect(undone!.args).toEqual({ n: 8, note: "{{ inputs.secret }}" });
  expect((await listed(id))[0]).toMatchObject({
    undo: { taskId: begun!.taskId, status: "complete", by: { name: "Olga Owner" } },
  });
  await expect(undo(action!.id)).rejects.toMatchObject({ code: "conflict" });
});

test("the rules of the definition hold for the undoing too", async () => {
  const id = await ran(`controls: [{ tool: test.unsend, policy: ask }]\nsteps: [{ id: order, use: test.send }]`);
  const { undo: begun } = await undo((await listed(id))[0]!.id);
  await desk.reaches(begun!.taskId, "waiting");
  expect(await desk.open(begun!.taskId)).toMatchObject([{ subject: { tool: "test.unsend" } }]);
});

test("what has no way back says so", async () => {
  const id = await ran("steps: [{ use: test.fax }]");
  await expect(undo((await listed(id))[0]!.id)).rejects.toMatchObject({ code: "unprocessable" });
});
