import { z } from "zod";
import { pageOf, Timestamp } from "./page.ts";

export const Agent = z
  .object({
    id: z.number().int(),
    name: z.string(),
    description: z.string().nullable(),
    maxConcurrent: z.number().int().nullable().describe("how many of its tasks may run at once; null: no limit"),
    enabled: z.boolean(),
    version: z.number().int(),
    running: z.number().int(),
    queued: z.number().int(),
    createdAt: Timestamp,
  })
  .meta({ id: "Agent" });
export type Agent = z.infer<typeof Agent>;
export const AgentPage = pageOf(Agent).meta({ id: "AgentPage" });

export const CreateAgent = z
  .object({
    name: z.string().trim().min(1).max(200),
    description: z.string().max(2000).nullable().optional(),
    maxConcurrent: z.number().int().min(1).max(10_000).nullable().optional(),
    enabled: z.boolean().optional(),
  })
  .strict()
  .meta({ id: "CreateAgent" });
export const UpdateAgent = CreateAgent.partial()
  .extend({ version: z.number().int().optional().describe("the version the change is based on") })
  .meta({ id: "UpdateAgent" });
