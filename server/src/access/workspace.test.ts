import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../test/support/database.ts";
import { findKey } from "./keys.ts";
import { signInByLink, setPassword } from "./sign-in.ts";
import { ensureWorkspace } from "./workspace.ts";

let test1: TestDatabase;
beforeAll(async () => void (test1 = await testDatabase()));
afterAll(async () => await test1.drop());

test("the first start makes a workspace, once, however many processes start", async () => {
  const { db } = test1.database;
  const started = await Promise.all([1, 2, 3].map(async () => await ensureWorkspace(db, "http://localhost:1")));
  expect(new Set(started.map(({ workspaceId }) => workspaceId)).size).toBe(1);
  const keys = started.flatMap(({ ownerKey }) => ownerKey ?? []);
  expect(keys).toHaveLength(1);
  expect((await findKey(db, keys[0]!))?.role).toBe("owner");
  expect(await db.selectFrom("agents").select(["name", "max_concurrent"]).execute()).toEqual([
    { name: "Assistant", max_concurrent: null },
  ]);

  // Until an owner has a password, every start prints a way in; then none.
  const links = started.map(({ ownerLink }) => ownerLink);
  expect(links.every((link) => link?.startsWith("http://localhost:1/link#token="))).toBe(true);
  const { actor } = await signInByLink(db, links[0]!.split("#token=")[1]!);
  await setPassword(db, { actor, sessionHash: undefined }, { password: "long enough" });
  expect(await ensureWorkspace(db, "http://localhost:1")).toEqual({ workspaceId: actor.workspaceId });
});
