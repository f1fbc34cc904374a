import { z } from "zod";
import { ActorRecord } from "./actor.ts";
import { Id, PageQuery, pageOf, Timestamp } from "./page.ts";
import { TaskStatus } from "./task.ts";

/** Something a task did outside, which cannot be taken back by stopping the task. */
export const ExternalAction = z
  .object({
    id: z.number().int(),
    taskId: z.number().int(),
    stepPath: z.string(),
    tool: z.string(),
    app: z.string(),
    what: z.string(),
    target: z.string().nullable().describe("whom or what it reached"),
    remoteId: z.string().nullable().describe("its id over there"),
    url: z.string().nullable(),
    reversible: z.boolean().describe("whether the tool has a call that undoes it"),
    actor: ActorRecord,
    at: Timestamp,
    undo: z
      .object({ taskId: z.number().int(), status: TaskStatus, by: ActorRecord })
      .nullable()
      .describe("the task that undoes it; complete: it is undone"),
  })
  .meta({ id: "ExternalAction" });
export type ExternalAction = z.infer<typeof ExternalAction>;
export const ExternalActionPage = pageOf(ExternalAction).meta({ id: "ExternalActionPage" });
export const ExternalActionQuery = PageQuery.extend({ task: Id.optional() });
