import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { importApp, type TestImported, testImported } from "../../test/support/imported.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { openSignals, type Signals } from "../db/signals.ts";
import type { OpenCatalogs } from "./catalogs.ts";
import { openImportedApps } from "./imported/open.ts";
import { confirmTools, removeApp } from "./imported/import.ts";
import { createConnections } from "../connections/open.ts";
import { createLog } from "../log.ts";

let apps: TestImported;
const closers: (() => Promise<void> | void)[] = [];

beforeAll(async () => void (apps = await testImported()));
afterAll(async () => {
  for (const close of closers) await close();
  await apps.close();
});

/** Catalogs as another process has them: with modules, signals and memory of its own. */
async function anotherProcess(signals: Pick<Signals, "on">): Promise<OpenCatalogs> {
  vi.resetModules();
  const { createCatalogs } = await import("./catalogs.ts");
  const config = { httpAllow: [], smtpUrl: undefined, mailFrom: "tasks@example.org" };
  const imported = openImportedApps({
    services: { database: apps.test.database, files: undefined as never, config },
    connections: createConnections(apps.connectionServices),
    builtIn: [],
    commandsAllowed: false,
    log: createLog({ level: "silent" }),
  });
  const catalogs = createCatalogs({ builtIn: new Map(), imports: imported.imports, signals });
  closers.push(
    () => catalogs.close(),
    async () => await imported.close(),
  );
  return catalogs;
}

async function bring(name: string): Promise<number> {
  const openapi = { openapi: "3.1.0", info: { title: name }, paths: { "/a": { get: { operationId: "look" } } } };
  const given = { openapi, name, server: "https://api.example.org" };
  return await importApp(apps, given);
}

/** Once this process knows that another listens: until then it keeps its signals to itself. */
async function heard(signals: Signals): Promise<void> {
  const arrived = Promise.withResolvers<void>();
  const stop = signals.on("control", () => arrived.resolve());
  const knock = setInterval(() => pokeAfterCommit(apps.test.database.db, "control", "knock"), 20);
  await arrived.promise;
  clearInterval(knock);
  stop();
}

test("what one process imports, confirms and removes, another knows by signal", async () => {
  const signals = openSignals(apps.test.database);
  closers.push(async () => await signals.close());
  await heard(signals);
  const there = await anotherProcess(signals);
  const { workspaceId } = apps.actor;
  const seen = async (name: string) => (await there.of(workspaceId)).get(name)?.confirmed;
  expect(await seen("near.look")).toBe(undefined);
  const id = await bring("near");
  // Sooner than it would look by itself.
  const soon = { timeout: 3_000, interval: 20 };
  await expect.poll(async () => await seen("near.look"), soon).toBe(false);
  const { db } = apps.test.database;
  await confirmTools(db, apps.actor, id, { tools: [{ tool: "near.look", confirmed: true }] });
  await expect.poll(async () => await seen("near.look"), soon).toBe(true);
  await removeApp(db, apps.actor, id);
  await expect.poll(async () => await seen("near.look"), soon).toBe(undefined);
});

test("a process whose signals are lost looks by itself", async () => {
  const there = await anotherProcess({ on: () => () => {} });
  const { workspaceId } = apps.actor;
  expect((await there.of(workspaceId)).has("far.look")).toBe(false);
  await bring("far");
  expect((await there.of(workspaceId)).has("far.look")).toBe(false);
  const later = performance.now() + 6_000;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => later);
  closers.push(() => clock.mockRestore());
  await expect.poll(async () => (await there.of(workspaceId)).has("far.look")).toBe(true);
});
