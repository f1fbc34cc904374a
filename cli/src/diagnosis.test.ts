import type { SystemInfo } from "@taskwright/api/system.ts";
import { expect, test } from "vitest";
import { judgeSystem } from "./diagnosis.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const healthy: SystemInfo = {
  version: "0.1.0",
  node: "24.21.0",
  startedAt: "2026-11-23T11:00:00Z",
  database: { version: "18.4", embedded: true, bytes: 40e6, latencyMs: 0.4 },
  queue: { queued: 1, running: 2, waiting: 3, oldestQueuedAt: "2026-11-23T11:59:00Z" },
  workers: [{ name: "w1", host: "here", pid: 1, live: true, running: 2, heartbeatAt: "2026-11-23T11:59:59Z" }],
  disk: { path: "/data", freeBytes: 50e9, usedBytes: 1e9 },
  smtpConfigured: true,
  models: [
    {
      id: 1,
      name: "fast",
      provider: "openai",
      modelName: "gpt-5-mini",
      agents: 2,
      trouble: null,
      tested: { at: "2026-11-23T11:00:00Z", ok: true, text: "Hello" },
    },
  ],
  connections: [
    {
      id: 1,
      name: "GitHub",
      app: "github",
      owner: { id: 1, name: "Dana" },
      status: "ready",
      statusText: null,
      usedAt: "2026-11-23T11:00:00Z",
      createdAt: "2026-01-01T11:00:00Z",
    },
  ],
  secretKey: { from: "file", id: "0a1b2c3d", unreadable: 0 },
};
const model = healthy.models[0]!;
const connection = healthy.connections[0]!;
/** What is worst counts. */
const levels = (system: SystemInfo) =>
  Object.fromEntries(
    judgeSystem(system, now)
      .toSorted((a, b) => RANK[a.level] - RANK[b.level])
      .map(({ what, level }) => [what, level]),
  );
const RANK = { ok: 0, warn: 1, fail: 2 };

test("a healthy system is all right", () => {
  expect(levels(healthy)).toEqual({
    database: "ok",
    disk: "ok",
    queue: "ok",
    workers: "ok",
    mail: "ok",
    models: "ok",
    accounts: "ok",
    key: "ok",
  });
});

test.each<[string, Partial<SystemInfo>, Record<string, string>]>([
  ["a slow database", { database: { ...healthy.database, latencyMs: 80 } }, { database: "warn" }],
  ["little room", { disk: { ...healthy.disk!, freeBytes: 2e9 } }, { disk: "warn" }],
  ["no room", { disk: { ...healthy.disk!, freeBytes: 1e8 } }, { disk: "fail" }],
  [
    "a task queued for long",
    { queue: { ...healthy.queue, oldestQueuedAt: "2026-11-23T11:00:00Z" } },
    { queue: "warn" },
  ],
  ["only dead workers", { workers: [{ ...healthy.workers[0]!, live: false }] }, { workers: "fail" }],
  [
    "a model whose key is refused",
    { models: [model, { ...model, trouble: { code: "unauthorized", text: "It refused the key.", at: "" } }] },
    { models: "warn" },
  ],
  [
    "a model that did not answer its test",
    { models: [{ ...model, tested: { ...model.tested!, ok: false, text: "No answer." } }] },
    { models: "warn" },
  ],
  [
    "a connection that was revoked",
    { connections: [connection, { ...connection, status: "lapsed", statusText: "It answered 401." }] },
    { accounts: "warn" },
  ],
  ["a sign-in never finished", { connections: [{ ...connection, status: "pending" }] }, { accounts: "warn" }],
  ["a connection never used", { connections: [{ ...connection, usedAt: null }] }, { accounts: "warn" }],
  ["secrets without their key", { secretKey: { ...healthy.secretKey, unreadable: 3 } }, { key: "fail" }],
  ["no mail server", { smtpConfigured: false }, { mail: "warn" }],
])("%s is told, with what to do", (_, change, level) => {
  const system = { ...healthy, ...change };
  expect(levels(system)).toMatchObject(level);
  const silent = judgeSystem(system, now).filter((finding) => finding.level !== "ok" && !finding.advice);
  expect(silent).toEqual([]);
});

test("what has just been added is not told as never used, and no models at all are no fault", () => {
  const fresh = { ...connection, usedAt: null, createdAt: "2026-11-23T11:00:00Z" };
  expect(levels({ ...healthy, connections: [fresh], models: [] })).toMatchObject({ accounts: "ok", models: "ok" });
});
