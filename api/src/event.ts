import { z } from "zod";
import { ActorRecord } from "./actor.ts";
import { AnyJson, PageQuery, pageOf, Timestamp } from "./page.ts";

export const Event = z
  .object({
    id: z.string().describe("position in the ledger; give it as Last-Event-ID to go on after it"),
    kind: z.string().describe('"noun.past-participle", such as task.completed'),
    taskId: z.number().int().nullable(),
    actor: ActorRecord,
    data: z.record(z.string(), AnyJson),
    at: Timestamp,
  })
  .meta({ id: "Event" });
export type Event = z.infer<typeof Event>;
/** A busy task has thousands: its log is read in larger pages. */
export const TaskEventsQuery = PageQuery.extend({ limit: z.coerce.number().int().min(1).max(1000).default(50) });
export const EventPage = pageOf(Event).meta({ id: "EventPage" });

export const EventStreamQuery = z.object({
  task: z.coerce.number().int().positive().optional(),
  kind: z.string().max(200).optional().describe('kinds with commas; "task.*" takes all of a noun'),
  live: z
    .stringbool()
    .optional()
    .describe("also what models write at this moment, as agent.writing {taskId, path, text, from}; not in the ledger"),
  after: z.string().max(64).optional().describe("like Last-Event-ID, for those who cannot set a header"),
});

/** Something that happened outside and that a `wait: {event}` step may wait for. */
export const PublishEvent = z
  .object({
    name: z.string().min(1).max(200),
    key: z.string().max(200).optional(),
    data: AnyJson.optional(),
  })
  .strict()
  .meta({ id: "PublishEvent" });
export const PublishedEvent = z
  .object({ woken: z.number().int().describe("how many tasks it woke") })
  .meta({ id: "PublishedEvent" });
