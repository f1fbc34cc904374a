import { createHash } from "node:crypto";
import { route } from "@taskwright/api/route.ts";
import { Hono } from "hono";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { testWorkspace } from "../../test/support/database.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { forgetOldAnswers } from "./idempotency.ts";
import { createMount } from "./mount.ts";
import { problemResponse } from "./problem.ts";

let tested: TestApp;
let db: Db;
let key: string;
let workspaceId: number;

beforeAll(async () => {
  tested = await testApp();
  db = tested.test.database.db;
  ({ workspaceId } = await testWorkspace(db));
  key = await tested.keyFor(workspaceId, "owner");
});
afterAll(async () => await tested.close());

const Body = z.object({ name: z.string() });
const Reply = z.object({ id: z.number(), name: z.string() });
const create = route({
  method: "post",
  path: "/things",
  tag: "x",
  summary: "x",
  action: "task.create",
  body: Body,
  reply: Reply,
  status: 201,
  idempotent: true,
});

/** Creates an agent for each request that really runs, after `before` is done. */
function server(before: () => Promise<void> = async () => {}) {
  const app = new Hono();
  app.onError((error, context) => problemResponse(error, context.req, tested.services.log));
  createMount(app, tested.services)(create, async ({ actor, body, db: tx }) =>
    inTransaction(tx, async (inner) => {
      const values = { workspace_id: actor.workspaceId, name: `${body.name} ${Math.random()}` };
      const row = await inner.insertInto("agents").values(values).returning("id").executeTakeFirstOrThrow();
      await before();
      return { id: row.id, name: body.name };
    }),
  );
  return async (idempotencyKey: string, name: string, as = key) =>
    await app.request("/api/v1/things", {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": idempotencyKey, authorization: `Bearer ${as}` },
      body: JSON.stringify({ name }),
    });
}

async function countCreated(name: string): Promise<number> {
  const rows = await db.selectFrom("agents").select("id").where("name", "like", `${name} %`).execute();
  return rows.length;
}

test("a repetition gets the first answer and does nothing", async () => {
  const send = server();
  const first = await send("repeat", "repeated");
  const second = await send("repeat", "repeated");
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(await second.json()).toEqual(await first.json());
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  expect(await countCreated("repeated")).toBe(1);
});

test("what is kept of a request cannot be guessed from the database alone", async () => {
  await server()("guess", "1234");
  const { rows } = await sql<{ request_sha256: Buffer }>`
    select request_sha256 from idempotent_requests where key = 'guess'`.execute(db);
  const request = { query: undefined, body: { name: "1234" }, params: undefined };
  expect(rows[0]!.request_sha256).not.toEqual(createHash("sha256").update(JSON.stringify(request)).digest());
  expect(rows[0]!.request_sha256).toEqual(tested.services.vault.fingerprint(JSON.stringify(request)).value);
});

test("the same key for another body is refused", async () => {
  const send = server();
  await send("reused", "one thing");
  const response = await send("reused", "another thing");
  expect([response.status, (await response.json()).code]).toEqual([422, "unprocessable"]);
  expect(await countCreated("another thing")).toBe(0);
});

test("a repetition that comes while the first still runs waits for its answer", async () => {
  const inside = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const send = server(async () => {
    inside.resolve();
    await goOn.promise;
  });
  const first = send("together", "together");
  await inside.promise;
  const second = send("together", "together");
  await lockIsAwaited();
  goOn.resolve();
  const [one, two] = await Promise.all([first, second]);
  expect(await two.json()).toEqual(await one.json());
  expect(await countCreated("together")).toBe(1);
});

test("what failed changed nothing, is not kept, and may be sent again", async () => {
  let fails = true;
  const send = server(async () => {
    if (fails) throw new AppError("unavailable", "Not now, later.");
  });
  expect((await send("again", "again")).status).toBe(503);
  fails = false;
  expect((await send("again", "again")).status).toBe(201);
  expect(await countCreated("again")).toBe(1);
});

test("the same key for the same body sent elsewhere is refused", async () => {
  const app = new Hono();
  app.onError((error, context) => problemResponse(error, context.req, tested.services.log));
  const params = z.object({ id: z.coerce.number() });
  createMount(app, tested.services)({ ...create, path: "/things/{id}/copies", params }, ({ params: { id }, body }) => ({
    id,
    name: body.name,
  }));
  const send = async (id: number) =>
    await app.request(`/api/v1/things/${id}/copies`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": "copies", authorization: `Bearer ${key}` },
      body: JSON.stringify({ name: "copy" }),
    });
  expect([(await send(1)).status, (await send(1)).status, (await send(2)).status]).toEqual([201, 201, 422]);
});

test("what takes long is done before the transaction, and not for a repetition", async () => {
  const app = new Hono();
  app.onError((error, context) => problemResponse(error, context.req, tested.services.log));
  const openWhile: unknown[] = [];
  createMount(app, tested.services)(
    { ...create, path: "/slow-things" },
    ({ body }, read: number) => ({ id: read, name: body.name }),
    async () => {
      const { rows } = await sql`select 1 from idempotent_requests where key = 'slow'`.execute(db);
      const { rows: open } = await sql`
        select 1 from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`.execute(
        db,
      );
      openWhile.push([rows.length, open.length]);
      return 7;
    },
  );
  const send = async () =>
    await app.request("/api/v1/slow-things", {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": "slow", authorization: `Bearer ${key}` },
      body: JSON.stringify({ name: "slow" }),
    });
  expect(await (await send()).json()).toEqual({ id: 7, name: "slow" });
  const again = await send();
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await again.json()).toEqual({ id: 7, name: "slow" });
  expect(openWhile).toEqual([[0, 0]]);
});

test("keys of different workspaces have nothing to do with each other", async () => {
  const send = server();
  const other = await testWorkspace(db);
  const foreign = await tested.keyFor(other.workspaceId, "owner");
  const mine = await send("same key", "mine").then(async () => await send("samekey", "mine"));
  const theirs = await send("samekey", "theirs", foreign);
  expect([mine.status, theirs.status]).toEqual([201, 201]);
  expect((await theirs.json()).name).toBe("theirs");
});

test("answers are kept for a day", async () => {
  const send = server();
  await send("old", "old");
  await send("new", "new");
  await db
    .updateTable("idempotent_requests")
    .set({ created_at: sql`now() - interval '25 hours'` })
    .where("key", "=", "old")
    .execute();
  await forgetOldAnswers(db);
  const kept = await db.selectFrom("idempotent_requests").select("key").where("key", "in", ["old", "new"]).execute();
  expect(kept).toEqual([{ key: "new" }]);
});

/** Returns once another session of this database waits for a lock. */
async function lockIsAwaited(): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    if (rows.length > 0) return;
  }
}
