import { z } from "zod";
import { Connection } from "./connection.ts";
import { Model } from "./model.ts";
import { Timestamp } from "./page.ts";

/** What `doctor` and the About page show. */
export const SystemInfo = z
  .object({
    version: z.string(),
    node: z.string(),
    startedAt: Timestamp,
    database: z.object({ version: z.string(), embedded: z.boolean(), bytes: z.number(), latencyMs: z.number() }),
    queue: z.object({
      queued: z.number().int(),
      running: z.number().int(),
      waiting: z.number().int(),
      oldestQueuedAt: Timestamp.nullable(),
    }),
    workers: z.array(
      z.object({
        name: z.string(),
        host: z.string(),
        pid: z.number().int(),
        live: z.boolean(),
        running: z.number().int(),
        heartbeatAt: Timestamp,
      }),
    ),
    disk: z.object({ path: z.string(), freeBytes: z.number(), usedBytes: z.number() }).nullable(),
    smtpConfigured: z.boolean(),
    models: z.array(
      Model.pick({ id: true, name: true, provider: true, modelName: true, agents: true, trouble: true, tested: true }),
    ),
    connections: z
      .array(
        Connection.pick({
          id: true,
          name: true,
          app: true,
          owner: true,
          status: true,
          statusText: true,
          usedAt: true,
          createdAt: true,
        }),
      )
      .describe("those that a person has to look after first; at most 200"),
    secretKey: z.object({
      from: z.enum(["environment", "file"]),
      id: z.string().describe("of the key that seals now; tells nothing about it"),
      unreadable: z.number().int().describe("stored secrets whose key is not here"),
    }),
  })
  .meta({ id: "SystemInfo" });
export type SystemInfo = z.infer<typeof SystemInfo>;
