import type { Actor } from "../access/actor.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase, testWorkspace } from "../../test/support/database.ts";
import { json } from "../db/database.ts";
import { getTask, readTaskBody } from "./read.ts";
import { getStep, listSteps, readStepBody } from "./steps.ts";

let home: TestDatabase;
let actor: Actor;
let id: number;
const LONG = "lorem ipsum ".repeat(900_000);

beforeAll(async () => {
  home = await testDatabase();
  const { db } = home.database;
  const { workspaceId, userId, agentId } = await testWorkspace(db);
  actor = { type: "user", id: userId, name: "Olga", workspaceId, role: "owner", login: "olga" };
  id = await taskIn(workspaceId, agentId);
  const row = { task_id: id, kind: "use", status: "complete", started_at: new Date(), ended_at: new Date() } as const;
  const error = { code: "no", message: "It said no.", details: { args: "x".repeat(5_000) } };
  await db
    .insertInto("steps")
    .values([
      { ...row, path: "short", seq: 1, attempt: 1, input: json({ a: 1 }), output: json([1, 2]) },
      { ...row, path: "long", seq: 2, attempt: 1, status: "error", error: json(error) },
      { ...row, path: "long", seq: 3, attempt: 2, input: json({}), output: json({ text: LONG }) },
      { ...row, path: "rows", seq: 4, attempt: 1, kind: "each", input: json({ items: [1, 2, 3] }) },
      { ...row, path: "rows[0].a", seq: 5, attempt: 1 },
    ])
    .execute();
});
afterAll(async () => await home.drop());

const list = async (query: { limit?: number; cursor?: string; bodies?: "short" | "none" } = {}) =>
  await listSteps(home.database.db, actor, id, { limit: 50, bodies: "short", ...query });

test("a list carries short bodies, and says which long ones it leaves out", async () => {
  const { items } = await list();
  expect(items.map(({ path, attempt, output, omitted }) => [path, attempt, output, omitted])).toEqual([
    ["short", 1, [1, 2], []],
    ["long", 1, null, []],
    ["long", 2, null, ["output"]],
    ["rows", 1, null, []],
    ["rows[0].a", 1, null, []],
  ]);
  expect(items.map(({ rounds }) => rounds)).toEqual([null, null, null, 3, null]);
  expect(items[1]!.error).toEqual({ code: "no", message: "It said no." });
});

test("a list without bodies is small, and pages go on where they ended", async () => {
  const first = await list({ limit: 3, bodies: "none" });
  expect(JSON.stringify(first).length).toBeLessThan(2_500);
  expect(first.items[0]).toMatchObject({ input: null, output: null, omitted: ["input", "output"] });
  const rest = await list({ limit: 3, bodies: "none", cursor: first.nextCursor! });
  expect(rest.items.map(({ path }) => path)).toEqual(["rows", "rows[0].a"]);
  expect(rest.nextCursor).toBeNull();
});

test("one step is read with its error in full, its latest attempt unless another is asked for", async () => {
  const read = async (attempt?: number) => await getStep(home.database.db, actor, { id, path: "long" }, attempt);
  expect((await read(1)).error?.details).toEqual({ args: "x".repeat(5_000) });
  const latest = await read();
  expect(latest).toMatchObject({ attempt: 2, input: {}, output: null, long: { output: { bytes: LONG.length + 11 } } });
  expect(latest.long.output!.head).toHaveLength(4_000);
  expect(latest.long.input).toBeUndefined();
});

test("a body is given whole, however long, and only to be saved", async () => {
  const response = await readStepBody(home.database.db, actor, { id, path: "long", part: "output" });
  expect(((await response.json()) as { text: string }).text).toBe(LONG);
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename="task-${id}-long-output.json"`);
});

test.each(["nowhere", "rows[1].a"])("a step %s that has not begun is not found", async (path) => {
  await expect(getStep(home.database.db, actor, { id, path }, undefined)).rejects.toMatchObject({ code: "not_found" });
});

test("a task is read whole; to be shown, with how long outputs begin and where the rest is", async () => {
  const { db } = home.database;
  await db
    .updateTable("tasks")
    .set({ inputs: json({ a: 1 }), outputs: json({ text: LONG }) })
    .where("id", "=", id)
    .execute();
  const whole = await getTask(db, actor, id);
  expect(whole).toMatchObject({ inputs: { a: 1 }, outputs: { text: LONG } });
  expect(whole.long).toBeUndefined();
  const short = await getTask(db, actor, id, "short");
  expect(short).toMatchObject({ inputs: { a: 1 }, outputs: null, long: { outputs: { bytes: LONG.length + 11 } } });
  expect(short.long?.inputs).toBeUndefined();
  expect(JSON.stringify(short).length).toBeLessThan(8_000);
  const body = await readTaskBody(db, actor, id, { part: "outputs" });
  expect(await body.json()).toEqual({ text: LONG });
});

test("what another workspace's task gave back is not found", async () => {
  const foreign = { ...actor, workspaceId: actor.workspaceId + 1 };
  await expect(readTaskBody(home.database.db, foreign, id, { part: "outputs" })).rejects.toMatchObject({
    code: "not_found",
  });
});

async function taskIn(workspaceId: number, agentId: number): Promise<number> {
  const { db } = home.database;
  const snapshot = await db
    .insertInto("definition_snapshots")
    .values({ workspace_id: workspaceId, sha256: Buffer.alloc(32), document: json({ name: "Steps" }) })
    .returning("id")
    .executeTakeFirstOrThrow();
  const definition = await db
    .insertInto("definitions")
    .values({ workspace_id: workspaceId, name: "Steps", current_version: 1, snapshot_id: snapshot.id })
    .returning("id")
    .executeTakeFirstOrThrow();
  const task = await db
    .insertInto("tasks")
    .values({
      workspace_id: workspaceId,
      definition_id: definition.id,
      definition_version: 1,
      snapshot_id: snapshot.id,
      agent_id: agentId,
      kind: "manual",
      title: "Steps",
      status: "complete",
      inputs: json({}),
      created_by: json({ type: "system", id: null, name: "test" }),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return task.id;
}
