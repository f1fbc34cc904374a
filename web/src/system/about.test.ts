import type { SystemInfo } from "@taskwright/api/system.ts";
import { expect, test } from "vitest";
import { troublesOf } from "./about.tsx";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const worker = { name: "w1", host: "h", pid: 1, live: true, running: 0, heartbeatAt: "2026-11-23T12:00:00Z" };
const fine: SystemInfo = {
  version: "1",
  node: "24",
  startedAt: "2026-11-23T10:00:00Z",
  database: { version: "18", embedded: true, bytes: 1, latencyMs: 1 },
  queue: { queued: 0, running: 0, waiting: 0, oldestQueuedAt: null },
  workers: [worker],
  disk: { path: "/", freeBytes: 50, usedBytes: 50 },
  smtpConfigured: false,
  models: [{ id: 1, name: "fast", provider: "openai", modelName: "gpt", agents: 0, trouble: null, tested: null }],
  connections: [
    {
      id: 1,
      name: "GitHub",
      app: "github",
      owner: null,
      status: "ready",
      statusText: null,
      usedAt: null,
      createdAt: "2026-11-23T10:00:00Z",
    },
  ],
  secretKey: { from: "file", id: "0a1b2c3d", unreadable: 0 },
};
const old = "2026-11-23T11:40:00Z";

test.each<[string, Partial<SystemInfo>, string[]]>([
  ["a healthy system", {}, []],
  ["no worker at all", { workers: [] }, ["No worker is alive"]],
  ["one gone of two", { workers: [worker, { ...worker, name: "w2", live: false }] }, ["Gone without a word: w2"]],
  ["a full disk", { disk: { path: "/", freeBytes: 4, usedBytes: 96 } }, ["The disk is nearly full"]],
  ["an unknown disk", { disk: null }, []],
  [
    "a queue that stands",
    { queue: { queued: 3, running: 0, waiting: 0, oldestQueuedAt: old } },
    ["Tasks have been queued"],
  ],
  ["a long queue that moves", { queue: { queued: 3, running: 2, waiting: 0, oldestQueuedAt: old } }, []],
  [
    "a model in trouble, a test that failed",
    {
      models: [
        { ...fine.models[0]!, trouble: { code: "no_money", text: "It is out of money.", at: old } },
        { ...fine.models[0]!, name: "slow", tested: { at: old, ok: false, text: "No answer." } },
      ],
    },
    ["fast: It is out of money.", "slow: No answer."],
  ],
  [
    "connections to sign in with",
    {
      connections: [
        { ...fine.connections[0]!, status: "pending" },
        { ...fine.connections[0]!, status: "lapsed", statusText: "It answered 401." },
      ],
    },
    ["GitHub: nobody has signed in", "GitHub has to be renewed"],
  ],
  ["secrets without their key", { secretKey: { ...fine.secretKey, unreadable: 1 } }, ["1 stored secret was sealed"]],
])("%s", (_, change, expected) => {
  const troubles = troublesOf({ ...fine, ...change }, NOW);
  expect(troubles.map((trouble, index) => trouble.slice(0, expected[index]?.length))).toEqual(expected);
});
