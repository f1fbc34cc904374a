import { AbortedTransactionError, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, testWorkspace, type TestDatabase } from "../../test/support/database.ts";
import {
  afterCommit,
  atEnd,
  beforeCommit,
  type Db,
  inTransaction,
  json,
  prepared,
  preparedQuery,
  run,
} from "./database.ts";

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

test("statements of a transaction that are asked for together are carried out in order", async () => {
  const { db } = test_.database;
  const insert = prepared("test_insert_workspace", "insert into workspaces (name) values ($1) returning id");
  const count = prepared("test_count_workspaces", "select count(*)::int as count from workspaces where name = $1");
  const counts = await inTransaction(db, async (tx) => {
    const asked = [
      run(tx, count, ["twin"]),
      run(tx, insert, ["twin"]),
      run(tx, insert, ["twin"]),
      run(tx, count, ["twin"]),
    ];
    const [before, , , after] = await Promise.all(asked);
    return [before, after];
  });
  expect(counts).toEqual([[{ count: 0 }], [{ count: 2 }]]);
});

test("a transaction does not commit after a failure that nobody heard", async () => {
  const { db } = test_.database;
  const divide = prepared("test_divide", "select 1 / $1::int");
  let ended: boolean | undefined;
  const deaf = inTransaction(db, async (tx) => {
    atEnd(tx, (committed) => (ended = committed));
    await tx.insertInto("workspaces").values({ name: "unheard" }).execute();
    await run(tx, divide, [0]).catch(() => {});
  });
  await expect(deaf).rejects.toBeInstanceOf(AbortedTransactionError);
  expect(ended).toBe(false);
  expect(await db.selectFrom("workspaces").where("name", "=", "unheard").selectAll().execute()).toEqual([]);
});

test("what is to go out with the commit sees all that was written before it", async () => {
  const { db } = test_.database;
  const named = prepared("test_named_workspaces", "select name from workspaces where name = $1");
  let seen: Promise<unknown[]> | undefined;
  await inTransaction(db, async (tx) => {
    beforeCommit(tx, () => void (seen = run(tx, named, ["late"])));
    await tx.insertInto("workspaces").values({ name: "late" }).execute();
  });
  expect(await seen).toEqual([{ name: "late" }]);
});

test("a transaction that has ended takes no statement more", async () => {
  const { db } = test_.database;
  let ended: Db | undefined;
  await inTransaction(db, async (tx) => void (ended = tx));
  await expect(run(ended!, prepared("test_too_late", "select 1"))).rejects.toThrow("has ended");
});

test("a query that is built once answers for whatever it is asked", async () => {
  const { db } = test_.database;
  let built = 0;
  const find = preparedQuery("test_find_workspace", (from, name: string) => {
    built++;
    return from.selectFrom("workspaces").select("name").where("name", "=", name);
  });
  for (const name of ["one", "two"]) await db.insertInto("workspaces").values({ name }).execute();
  expect(await find(db, "one")).toEqual([{ name: "one" }]);
  expect(await inTransaction(db, async (tx) => await find(tx, "two"))).toEqual([{ name: "two" }]);
  expect(await find(db, "three")).toEqual([]);
  expect(built).toBe(1);
});

test("prepared statements are named on the server, inside and outside of transactions", async () => {
  const { db } = test_.database;
  const double = prepared("test_double", "select $1::int * 2 as twice");
  const listed = sql<{ name: string }>`select name from pg_prepared_statements`;
  await inTransaction(db, async (tx) => {
    expect(await run<{ twice: number }>(tx, double, [4])).toEqual([{ twice: 8 }]);
    expect(await run<{ twice: number }>(tx, double, [5])).toEqual([{ twice: 10 }]);
    expect((await listed.execute(tx)).rows).toContainEqual({ name: "test_double" });
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
