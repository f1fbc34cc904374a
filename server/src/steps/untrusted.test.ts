import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
  engine.tools.set("test.fetch", { ...engine.tools.get("test.read")!, name: "test.fetch", reads: "outside" });
});
afterAll(async () => await engine.stop());

const FETCH = "{ id: page, use: test.fetch, with: { said: hello } }";
const SEND = "{ id: out, use: test.send, with: { to: dana } }";

async function run(source: string) {
  const id = await desk.start(await desk.define(source));
  await engine.worker.drain();
  return { id, task: await desk.task(id), sent: sentBy(id) };
}

const sentBy = (id: number) =>
  engine.calls.filter(({ tool, call }) => tool === "test.send" && call.taskId === id).length;

test.for<[what: string, source: string, sent: number]>([
  ["nothing read: the call is made", `steps: [${SEND}]`, 1],
  ["read before: a person is asked", `steps: [${FETCH}, ${SEND}]`, 0],
  ["read after: the call is made", `steps: [${SEND}, ${FETCH}]`, 1],
  [
    "an answer that failed was read too",
    `steps: [{ use: test.fetch, with: { fail: 1, retryable: false }, on_error: continue }, ${SEND}]`,
    0,
  ],
  ["read in a block", `steps: [{ steps: [${FETCH}] }, ${SEND}]`, 0],
  ["read in another lane, first", `steps: [{ parallel: [${FETCH}] }, ${SEND}]`, 0],
  ["read before a wait, in an earlier segment", `steps: [${FETCH}, { wait: 20ms }, ${SEND}]`, 0],
  ["a rule lets it", `controls: [{ tool: test.send, untrusted: allow }]\nsteps: [${FETCH}, ${SEND}]`, 1],
  ["a rule for others does not", `controls: [{ tool: "mail.*", untrusted: allow }]\nsteps: [${FETCH}, ${SEND}]`, 0],
  ["a plain leave does not", `controls: [{ tool: test.send, policy: allow }]\nsteps: [${FETCH}, ${SEND}]`, 0],
  ["a write of ours goes on", `steps: [${FETCH}, { use: test.write }, { set: 1 }]`, 0],
])("%s", async ([, source, sent]) => {
  const { id } = await run(source);
  await expect.poll(async () => (await desk.task(id)).status).toMatch(/waiting|complete/);
  await engine.worker.drain();
  const asks = source.includes("test.send") && sent === 0;
  await desk.reaches(id, asks ? "waiting" : "complete");
  expect(sentBy(id)).toBe(sent);
  if (!asks) return;
  await expect.poll(async () => (await desk.open(id)).length).toBe(1);
  const [ask] = await desk.open(id);
  const row = await engine.database.db
    .selectFrom("interactions")
    .selectAll()
    .where("id", "=", ask!.id)
    .executeTakeFirstOrThrow();
  expect(row.rule).toMatchObject({ where: "untrusted", policy: "ask" });
  expect(row.body).toContain("test.fetch in step");
});

test("a sub-task is given what its parent has read, and knows", async () => {
  const child = await desk.define(`steps: [${SEND}]`);
  const { id } = await run(`steps: [${FETCH}, { id: sub, task: "${child}" }]`);
  const sub = await childOf(id);
  expect(sub).toMatchObject({ status: "waiting", untrusted: `task #${id} had read test.fetch in step "page"` });
  expect(sentBy(sub.id)).toBe(0);
});

test("what a sub-task has read, its parent has", async () => {
  const child = await desk.define(`steps: [${FETCH}]\noutputs: { page: "{{ steps.page }}" }`);
  const { id } = await run(`steps: [{ id: sub, task: "${child}" }, ${SEND}]`);
  expect(await desk.reaches(id, "waiting")).toMatchObject({ reason: { code: "person" } });
  expect(sentBy(id)).toBe(0);
});

test("approved by a person, the call is made", async () => {
  const { id } = await run(`steps: [${FETCH}, ${SEND}]`);
  const [ask] = await desk.open(id);
  await desk.respond(ask!.id, { outcome: "approve" });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
  expect(sentBy(id)).toBe(1);
});

async function childOf(id: number) {
  return await engine.database.db
    .selectFrom("tasks")
    .selectAll()
    .where("parent_task_id", "=", id)
    .executeTakeFirstOrThrow();
}
