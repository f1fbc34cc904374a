import { z } from "zod";
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
  })
  .meta({ id: "SystemInfo" });
export type SystemInfo = z.infer<typeof SystemInfo>;
