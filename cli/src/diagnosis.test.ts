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
};
const levels = (system: SystemInfo) =>
  Object.fromEntries(judgeSystem(system, now).map(({ what, level }) => [what, level]));

test("a healthy system is all right", () => {
  expect(levels(healthy)).toEqual({ database: "ok", disk: "ok", queue: "ok", workers: "ok", mail: "ok" });
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
  ["no mail server", { smtpConfigured: false }, { mail: "warn" }],
])("%s is told, with what to do", (_, change, level) => {
  const system = { ...healthy, ...change };
  expect(levels(system)).toMatchObject(level);
  const silent = judgeSystem(system, now).filter((finding) => finding.level !== "ok" && !finding.advice);
  expect(silent).toEqual([]);
});
