import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, testWorkspace, type TestDatabase } from "../../test/support/database.ts";
import { afterCommit, inTransaction, json, prepared, run } from "./database.ts";

let test_: TestDatabase;
beforeAll(async () => void (test_ = await testDatabase()));
afterAll(async () => await test_.drop());

test("a nested inTransaction joins the outer one, which rolls back whole", async () => {
  const { db } = test_.database;
  const failing = inTransaction(db, async (tx) => {
    await inTransaction(tx, async (inner) => {
      await inner.insertInto("workspaces").values({ name: "never" }).execute();
    });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  const found = await db.selectFrom("workspaces").where("name", "=", "never").selectAll().execute();
  expect(found).toEqual([]);
});

test("hooks run after the outermost commit, in order, and see its rows from outside", async () => {
  const { db } = test_.database;
  const order: string[] = [];
  await inTransaction(db, async (tx) => {
    await inTransaction(tx, async (inner) => afterCommit(inner, () => order.push("first")));
    afterCommit(tx, () => order.push("second"));
    order.push("body");
  });
  afterCommit(db, () => order.push("outside of any transaction: at once"));
  expect(order).toEqual(["body", "first", "second", "outside of any transaction: at once"]);
});

test("hooks of a transaction that rolls back never run", async () => {
  let ran = false;
  const failing = inTransaction(test_.database.db, async (tx) => {
    afterCommit(tx, () => (ran = true));
    await sql`select 1/0`.execute(tx);
  });
  await expect(failing).rejects.toThrow("division by zero");
  expect(ran).toBe(false);
});

test("prepared statements are named on the server, inside and outside of transactions", async () => {
  const { db } = test_.database;
  const double = prepared("test_double", "select $1::int * 2 as twice");
  const listed = sql<{ name: string }>`select name from pg_prepared_statements`;
  await inTransaction(db, async (tx) => {
    expect(await run<{ twice: number }>(tx, double, [4])).toEqual([{ twice: 8 }]);
    expect(await run<{ twice: number }>(tx, double, [5])).toEqual([{ twice: 10 }]);
    expect((await listed.execute(tx)).rows).toEqual([{ name: "test_double" }]);
  });
  expect(await run(db, double, [1])).toEqual([{ twice: 2 }]);
  expect(() => prepared("test_double", "select 2")).toThrow("test_double");
});

test("bigint arrives as a number, jsonb as its value, and arrays survive", async () => {
  const { db } = test_.database;
  const { workspaceId } = await testWorkspace(db);
  expect(workspaceId).toBeTypeOf("number");
  const row = await db
    .insertInto("definition_snapshots")
    .values({ workspace_id: workspaceId, sha256: Buffer.from("x"), document: json([1, { a: [] }]) })
    .returning("document")
    .executeTakeFirstOrThrow();
  expect(row.document).toEqual([1, { a: [] }]);
});

test.for([
  ["nul\u0000byte", "nul\ufffdbyte"],
  ["half \ud83d pair", "half \ufffd pair"],
  ["whole \u{1f600} pair", "whole \u{1f600} pair"],
  ["the text \\u0000 in letters", "the text \\u0000 in letters"],
])("%j is stored as %j", async ([written, read]) => {
  const { rows } = await sql<{ v: string }>`select ${json(written)}::jsonb as v`.execute(test_.database.db);
  expect(rows[0]?.v).toBe(read);
});
