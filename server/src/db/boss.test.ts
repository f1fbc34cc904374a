import { TestClock } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../../test/support/database.ts";
import { bossDb, startBoss } from "./boss.ts";
import { inTransaction } from "./database.ts";

let test_: TestDatabase;
beforeAll(async () => void (test_ = await testDatabase({ testClock: true })));
afterAll(async () => await test_.drop());

test("a job sent in our transaction exists only if that commits", async () => {
  const { database } = test_;
  const boss = await startBoss({ database, name: "one", role: "web" });
  const sending = inTransaction(database.db, async (tx) => {
    await boss.send("tasks", { taskId: 1 }, { db: bossDb(tx) });
    throw new Error("no");
  });
  await expect(sending).rejects.toThrow("no");
  expect(await boss.fetch("tasks")).toEqual([]);

  await inTransaction(database.db, async (tx) => {
    await boss.send("tasks", { taskId: 2 }, { db: bossDb(tx), priority: 5 });
  });
  const [job] = await boss.fetch<{ taskId: number }>("tasks", { includeMetadata: true });
  expect(job).toMatchObject({ data: { taskId: 2 }, priority: 5, retryLimit: 1_000_000 });
  await boss.complete("tasks", job!.id);
  await boss.stop({ graceful: false });
});

test("a test clock moves time for pg-boss on every connection", async () => {
  const { database } = test_;
  const clock = new TestClock("2030-01-01T00:00:00Z");
  const boss = await startBoss({ database, name: "clocked", role: "web", clock });
  await boss.send("tasks", { taskId: 1 }, { startAfter: 3600, db: bossDb(database.db) });
  expect(await boss.fetch("tasks")).toEqual([]);
  await clock.setTime("2030-01-01T01:00:01Z");
  expect(await boss.fetch("tasks")).toHaveLength(1);
  await boss.stop({ graceful: false });
});
