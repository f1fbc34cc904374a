import { z } from "zod";
import { ActorRecord } from "./actor.ts";
import { PageQuery, pageOf, Timestamp } from "./page.ts";

export const StopKind = z.enum(["workspace", "agent", "definition", "tool"]).meta({ id: "StopKind" });

/** A kill switch that was thrown: what it names does nothing until it is lifted. */
export const Stop = z
  .object({
    id: z.number().int(),
    kind: StopKind,
    target: z.string().nullable().describe("the agent's or definition's name, or the tool's name or pattern"),
    reason: z.string(),
    held: z.number().int().describe("tasks that wait for it to be lifted"),
    createdBy: ActorRecord,
    createdAt: Timestamp,
    liftedBy: ActorRecord.nullable(),
    liftedAt: Timestamp.nullable(),
  })
  .meta({ id: "Stop" });
export type Stop = z.infer<typeof Stop>;
export const StopPage = pageOf(Stop).meta({ id: "StopPage" });
export const StopListQuery = PageQuery.extend({
  lifted: z.stringbool().optional().describe("false: only those in force"),
});

export const CreateStop = z
  .object({
    workspace: z.literal(true).optional().describe("everything"),
    agent: z.string().min(1).max(200).optional().describe("an agent's name"),
    definition: z.string().min(1).max(200).optional().describe("a definition's name"),
    tool: z.string().min(1).max(200).optional().describe('a tool, or a pattern such as "email.*"'),
    reason: z.string().trim().min(1).max(500).describe("people read it on every task that waits"),
  })
  .strict()
  .refine(
    ({ reason: _, ...what }) => Object.values(what).filter((each) => each !== undefined).length === 1,
    "name one thing to stop: workspace, agent, definition or tool",
  )
  .meta({ id: "CreateStop" });
export type CreateStop = z.infer<typeof CreateStop>;
