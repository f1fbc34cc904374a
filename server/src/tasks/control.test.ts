import type { ControlledTasks } from "@taskwright/api/task-control.ts";
import { sql } from "kysely";
import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "../app.ts";
import { startBoss } from "../db/boss.ts";
import type { Services } from "../services.ts";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { testWorkspace } from "../../test/support/database.ts";
import { lockTaskRow, lockWaiters } from "../../test/support/row-lock.ts";
import { taskRoutes } from "./routes.ts";

let tested: TestApp;
let boss: PgBoss;
let app: ReturnType<typeof createApp>;
let workspaceId: number;
let operator: string;

beforeAll(async () => {
  tested = await testApp();
  boss = await startBoss({ database: tested.test.database, name: "control", role: "web" });
  const services = { ...tested.services, boss } as unknown as Services;
  app = createApp({ ...services, checkReplies: true }, [(mount) => taskRoutes(services, mount)]);
  ({ workspaceId } = await testWorkspace(tested.test.database.db));
  operator = await tested.keyFor(workspaceId, "operator");
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await tested.close();
});

/** As the table holds them; what they run does not matter here. */
async function tasks(statuses: string[], workspace = workspaceId): Promise<number[]> {
  const { db } = tested.test.database;
  const { rows } = await sql<{ id: number }>`
    insert into tasks (workspace_id, definition_id, definition_version, snapshot_id, agent_id, kind, title, status, inputs, created_by)
    select ${workspace}, 1, 1, 1, 1, 'api', 'A task', status, '{}', '{}' from unnest(${statuses}::text[]) with ordinality as s(status, place)
    order by place returning id`.execute(db);
  return rows.map(({ id }) => id);
}

async function statusesOf(ids: number[]): Promise<string[]> {
  const { db } = tested.test.database;
  const rows = await db.selectFrom("tasks").select(["id", "status"]).where("id", "in", ids).execute();
  return ids.map((id) => rows.find((row) => row.id === id)!.status);
}

async function control(body: unknown, { key = operator, idempotencyKey = undefined as string | undefined } = {}) {
  const response = await app.request("/api/v1/tasks/control", {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as ControlledTasks };
}

test("each task is done or refused by itself, and answered for in the order asked", async () => {
  const ids = await tasks(["queued", "complete", "waiting", "paused"]);
  const foreign = await tasks(["queued"], (await testWorkspace(tested.test.database.db)).workspaceId);
  const all = [...ids, ...foreign, 999_999_999];
  const { status, body } = await control({ verb: "pause", ids: all, reason: "month end" });
  expect(status).toBe(200);
  expect(body).toMatchObject({ done: 3, refused: 3 });
  expect(body.results.map(({ id }) => id)).toEqual(all);
  expect(body.results.map(({ change, problem }) => change?.effect ?? problem?.code)).toEqual([
    "now",
    "conflict",
    "now",
    "none",
    "not_found",
    "not_found",
  ]);
  expect(body.results[1]!.problem).toMatchObject({
    status: 409,
    detail: `Task #${ids[1]} is complete already; there is nothing to pause.`,
    sentence: { code: "refused.ended", parts: { task: ids[1], status: "complete" } },
    details: { status: "complete" },
  });
  expect(await statusesOf([...ids, ...foreign])).toEqual(["paused", "complete", "paused", "paused", "queued"]);
});

test.each([
  ["pause", "queued", "paused"],
  ["resume", "paused", "queued"],
  ["retry", "error", "queued"],
  ["cancel", "waiting", "cancelled"],
])("%s takes a task that is %s to %s, as the verb alone does", async (verb, before, after) => {
  const ids = await tasks([before, before]);
  expect((await control({ verb, ids })).body).toMatchObject({ done: 2, refused: 0 });
  expect(await statusesOf(ids)).toEqual([after, after]);
});

test("whoever may not control tasks controls none", async () => {
  const ids = await tasks(["queued"]);
  const viewer = await tested.keyFor(workspaceId, "viewer");
  expect((await control({ verb: "cancel", ids }, { key: viewer })).status).toBe(403);
  expect(await statusesOf(ids)).toEqual(["queued"]);
});

test.each([
  ["none", { verb: "cancel", ids: [] }],
  ["more than a thousand", { verb: "cancel", ids: Array.from({ length: 1_001 }, (_, id) => id + 1) }],
  ["one twice", { verb: "cancel", ids: [1, 1] }],
  ["another verb", { verb: "skip", ids: [1] }],
  ["a number that is none", { verb: "cancel", ids: [-1] }],
])("%s is refused as a whole", async (_, body) => {
  expect((await control(body)).status).toBe(422);
});

test("a thousand at once are all done", async () => {
  const ids = await tasks(Array.from({ length: 1_000 }, () => "queued"));
  expect((await control({ verb: "cancel", ids })).body).toMatchObject({ done: 1_000, refused: 0 });
  expect(new Set(await statusesOf(ids))).toEqual(new Set(["cancelled"]));
});

test("a repetition under the same key is given the first answer, and another body under it is refused", async () => {
  const ids = await tasks(["queued", "complete"]);
  const first = await control({ verb: "cancel", ids }, { idempotencyKey: "again" });
  const second = await control({ verb: "cancel", ids }, { idempotencyKey: "again" });
  expect(first.body).toMatchObject({ done: 1, refused: 1 });
  expect(second.body).toEqual(first.body);
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  expect((await control({ verb: "pause", ids }, { idempotencyKey: "again" })).status).toBe(422);
});

test("a repetition while the first is under way is told to come back, and finds the first answer then", async () => {
  const ids = await tasks(["queued"]);
  const held = await lockTaskRow(tested.test, ids[0]!);
  const first = control({ verb: "cancel", ids }, { idempotencyKey: "busy" });
  await lockWaiters(tested.test, 1);
  const second = await control({ verb: "cancel", ids }, { idempotencyKey: "busy" });
  expect([second.status, second.headers.get("retry-after")]).toEqual([503, "1"]);
  await held.release();
  expect((await first).body).toMatchObject({ done: 1 });
  expect((await control({ verb: "cancel", ids }, { idempotencyKey: "busy" })).body).toEqual((await first).body);
});

test("when whoever carried it out has died, a repetition does it again, and what was done says so", async () => {
  const ids = await tasks(["queued", "queued"]);
  const body = { verb: "cancel", ids };
  await control(body, { idempotencyKey: "died" });
  await sql`update idempotent_requests set response = '{}', created_at = now() - interval '3 minutes' where key = 'died'`.execute(
    tested.test.database.db,
  );
  const again = await control(body, { idempotencyKey: "died" });
  expect(again.body).toMatchObject({ done: 0, refused: 2 });
  expect(again.body.results[0]!.problem).toMatchObject({ code: "conflict", details: { status: "cancelled" } });
});
