import { randomBytes } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApps, testApps } from "../../test/support/apps.ts";
import { testWorkspace } from "../../test/support/database.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { FileStore } from "./store.ts";

let apps: TestApps;
let store: FileStore;
let db: Db;
const actor = { type: "system" as const, id: null, name: "test" };

beforeAll(async () => {
  apps = await testApps();
  store = apps.services.files;
  db = apps.services.database.db;
});
afterAll(async () => await apps.close());

async function workspace(): Promise<number> {
  return (await testWorkspace(db)).workspaceId;
}

async function incoming(): Promise<string[]> {
  return await readdir(join(apps.folder, "files", "incoming"));
}

describe("what is written is read", () => {
  it.each([0, 1, 64 * 1024, 64 * 1024 + 1, 3_000_000])("%i bytes", async (length) => {
    const workspaceId = await workspace();
    const content = randomBytes(length);
    const row = await store.write(db, { workspaceId, name: "data", content: chunked(content), actor });
    const file = await store.read(db, workspaceId, { id: row.id });
    expect(row.bytes).toBe(length);
    expect((await file.bytes(length)).equals(content)).toBe(true);
    expect(Buffer.concat(await file.stream().toArray()).equals(content)).toBe(true);
    const part = Buffer.concat(await file.stream({ start: 3, end: 8 }).toArray());
    expect(part.equals(content.subarray(3, 9))).toBe(true);
    expect(await incoming()).toEqual([]);
  });

  it("and the same content is kept once", async () => {
    const workspaceId = await workspace();
    const content = randomBytes(100_000);
    const first = await store.write(db, { workspaceId, name: "a", content, actor });
    const second = await store.write(db, { workspaceId, name: "b", content, actor });
    expect(second.id).not.toBe(first.id);
    expect(second.sha256).toEqual(first.sha256);
    expect((await (await store.open(db, first)).bytes(100_000)).equals(content)).toBe(true);
  });
});

it("a file written in a transaction that rolls back was never there", async () => {
  const workspaceId = await workspace();
  const failing = db.transaction().execute(async (tx) => {
    await store.write(tx, { workspaceId, path: "a.txt", content: "hello", actor });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await store.find(db, workspaceId, { path: "a.txt" })).toBeUndefined();
});

it("a replaced file keeps its content for those who know its id", async () => {
  const workspaceId = await workspace();
  const old = await store.write(db, { workspaceId, path: "a.txt", content: "old", actor });
  const now = await store.write(db, { workspaceId, path: "a.txt", content: "new", actor });
  expect((await store.find(db, workspaceId, { path: "a.txt" }))?.id).toBe(now.id);
  const kept = await store.read(db, workspaceId, { id: old.id });
  expect(kept.row.deleted_at).not.toBeNull();
  expect((await kept.bytes(10)).toString()).toBe("old");
});

it("two who write one new path at once leave one current file and no error", async () => {
  const workspaceId = await workspace();
  await Promise.all(
    Array.from(
      { length: 8 },
      async (_, i) => await store.write(db, { workspaceId, path: "race.txt", content: `${i}`, actor }),
    ),
  );
  expect(await store.list(db, workspaceId, { limit: 10 })).toHaveLength(1);
});

it("another workspace can neither read, list, move nor remove it", async () => {
  const [mine, theirs] = [await workspace(), await workspace()];
  const row = await store.write(db, { workspaceId: mine, path: "secret.txt", content: "mine", actor });
  await expect(store.read(db, theirs, { id: row.id })).rejects.toMatchObject({ code: "not_found" });
  await expect(store.read(db, theirs, { path: "secret.txt" })).rejects.toMatchObject({ code: "not_found" });
  expect(await store.list(db, theirs, { limit: 10 })).toEqual([]);
  const move = store.move(db, { workspaceId: theirs, from: "secret.txt", to: "b.txt", actor });
  await expect(move).rejects.toMatchObject({ code: "not_found" });
  expect(await store.remove(db, { workspaceId: theirs, key: { id: row.id }, actor })).toBe(false);
  expect(await store.find(db, mine, { path: "secret.txt" })).toBeDefined();
});

it("lists by path, under a prefix taken literally, page by page", async () => {
  const workspaceId = await workspace();
  for (const path of ["a_b/1.txt", "a_b/2.txt", "axb/3.txt", "a_b/3.txt"]) {
    await store.write(db, { workspaceId, path, content: path, actor });
  }
  const first = await store.list(db, workspaceId, { prefix: "a_b/", limit: 2 });
  expect(first.map((row) => row.path)).toEqual(["a_b/1.txt", "a_b/2.txt"]);
  const rest = await store.list(db, workspaceId, { prefix: "a_b/", limit: 2, after: "a_b/2.txt" });
  expect(rest.map((row) => row.path)).toEqual(["a_b/3.txt"]);
});

it("moves to a free place, and over another file only if told so", async () => {
  const workspaceId = await workspace();
  for (const path of ["a.txt", "b.txt"]) await store.write(db, { workspaceId, path, content: path, actor });
  const change = { workspaceId, from: "a.txt", to: "b.txt", actor };
  await expect(store.move(db, change)).rejects.toMatchObject({ code: "conflict" });
  await store.move(db, { ...change, replace: true });
  expect((await store.list(db, workspaceId, { limit: 10 })).map((row) => row.path)).toEqual(["b.txt"]);
  expect((await (await store.read(db, workspaceId, { path: "b.txt" })).bytes(10)).toString()).toBe("a.txt");
});

it("a move cannot give a file a name that lies", async () => {
  const workspaceId = await workspace();
  await store.write(db, { workspaceId, path: "a.txt", content: "words", actor });
  await expect(store.move(db, { workspaceId, from: "a.txt", to: "a.pdf", actor })).rejects.toMatchObject({
    code: "unsupported_media",
  });
});

it("too large a content is refused while it streams, and nothing of it stays", async () => {
  const workspaceId = await workspace();
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 50_000;
      yield Buffer.alloc(50_000, "x");
    }
  }
  const write = store.write(db, { workspaceId, name: "big", content: endless(), limitBytes: 200_000, actor });
  await expect(write).rejects.toMatchObject({ code: "too_large" });
  expect(sent).toBeLessThan(400_000);
  expect(await incoming()).toEqual([]);
});

it("a sender that breaks off leaves nothing", async () => {
  const workspaceId = await workspace();
  async function* broken() {
    yield Buffer.alloc(100_000);
    throw new Error("connection reset");
  }
  await expect(store.write(db, { workspaceId, name: "big", content: broken(), actor })).rejects.toThrow(
    "connection reset",
  );
  expect(await incoming()).toEqual([]);
  expect(await db.selectFrom("files").where("workspace_id", "=", workspaceId).select("id").execute()).toEqual([]);
});

it("a full disk is said in words, and nothing half-written is visible", async () => {
  const workspaceId = await workspace();
  // /dev/full answers every write with ENOSPC; the store meets the same error wherever it writes
  async function* onFullDisk() {
    yield Buffer.alloc(100_000);
    await writeFile("/dev/full", "x");
  }
  const write = store.write(db, { workspaceId, path: "big", content: onFullDisk(), actor });
  await expect(write).rejects.toBeInstanceOf(AppError);
  await expect(write).rejects.toMatchObject({
    code: "storage_full",
    message: expect.stringContaining("free some space"),
  });
  expect(await incoming()).toEqual([]);
  expect(await store.list(db, workspaceId, { limit: 10 })).toEqual([]);
});

it("what a killed process left half-written is removed at the next start; what a living one writes is not", async () => {
  const folder = join(apps.folder, "files", "incoming");
  const dead = 2 ** 22 + 1; // above the largest pid Linux gives
  const kept = [`${process.ppid}~b~${hostname()}`, `${dead}~c~another-host`];
  for (const name of [`${dead}~a~${hostname()}`, ...kept]) await writeFile(join(folder, name), "half");
  await FileStore.open({ dataDir: apps.folder });
  expect((await incoming()).sort()).toEqual(kept.sort());
});

it("every change of the store is an event", async () => {
  const workspaceId = await workspace();
  const row = await store.write(db, { workspaceId, path: "a.txt", content: "a", actor });
  await store.move(db, { workspaceId, from: "a.txt", to: "b.txt", actor });
  await store.remove(db, { workspaceId, key: { id: row.id }, actor });
  const events = await db
    .selectFrom("events")
    .select(["kind", "data"])
    .where("workspace_id", "=", workspaceId)
    .orderBy("id")
    .execute();
  expect(events.map((event) => event.kind)).toEqual(["file.written", "file.moved", "file.removed"]);
  expect(events[1]?.data).toMatchObject({ file: row.id, from: "a.txt", path: "b.txt" });
});

async function* chunked(content: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < content.length; start += 10_000) yield content.subarray(start, start + 10_000);
}
