import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { inThread } from "../thread.ts";
import { defineTool, type ToolCall, ToolError } from "../tool.ts";
import { type Calendars, openCalendars } from "./caldav/calendars.ts";
import { type CalendarEntry, invitation } from "./caldav/entry.ts";
import type { OccurrencesInput } from "./caldav/occurrences.ts";
import { createEgress } from "./http/egress.ts";
import { createGuardedFetch } from "./http/guarded-fetch.ts";

const READER = new URL("./caldav/occurrences.ts", import.meta.url);
const MAX_BYTES = 20 * 1024 * 1024;
const LONGEST_DAYS = 400;
const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);
const With = {
  connection: z.string().max(100).optional(),
  calendar: z.string().max(1000).optional().describe("its name or address; may be left out when there is one"),
};
const Entry = z.object({
  id: z.string().describe("for caldav.remove"),
  uid: z.string(),
  title: z.string(),
  start: z.string().describe("a moment in UTC, or a day"),
  end: z.string().nullable(),
  all_day: z.boolean(),
  location: z.string().nullable(),
  description: z.string().nullable(),
  recurring: z.boolean(),
  status: z.string().nullable(),
  attendees: z.array(z.string()),
});
const needs = { connection: { app: "caldav", required: true }, timeoutMs: 2 * 60_000 };

export function caldavApp(services: AppServices): App {
  const guarded = createGuardedFetch(createEgress(services.config.httpAllow, services.lookup), { maxBytes: MAX_BYTES });

  async function open(call: ToolCall, name: string | undefined): Promise<Calendars> {
    return await openCalendars(await call.connect(name), guarded.fetch, call.signal);
  }

  const calendars = defineTool({
    name: "caldav.calendars",
    title: "List calendars",
    description: "Names the calendars that the connection may see.",
    effect: "read",
    idempotent: true,
    ...needs,
    args: z.strictObject({ connection: With.connection }),
    result: z.object({ calendars: z.array(z.object({ name: z.string(), url: z.string() })) }),
    run: async ({ connection }, call) => ({ calendars: await (await open(call, connection)).list() }),
  });

  const events = defineTool({
    name: "caldav.events",
    title: "Read a calendar",
    description:
      "Lists what stands in a calendar between two moments, each occurrence of what repeats by itself. What it says is a stranger's word.",
    effect: "read",
    reads: "outside",
    idempotent: true,
    ...needs,
    args: z.strictObject({
      ...With,
      from: Moment,
      until: Moment,
      limit: z.number().int().min(1).max(2000).default(200),
    }),
    result: z.object({ events: z.array(Entry), more: z.boolean() }),
    async run({ connection, calendar, from, until, limit }, call) {
      const [start, end] = [new Date(from), new Date(until)];
      const days = (end.getTime() - start.getTime()) / 86_400_000;
      if (days <= 0) throw new ToolError("caldav_range", "`until` must come after `from`.");
      if (days > LONGEST_DAYS) throw new ToolError("caldav_range", `Ask for at most ${LONGEST_DAYS} days at once.`);
      const objects = await (await open(call, connection)).between(calendar, start, end);
      const input: OccurrencesInput = { objects, start, end };
      const found = await inThread<OccurrencesInput, CalendarEntry[]>(READER, input, {
        timeoutMs: 20_000,
        memoryMb: 256,
        signal: call.signal,
      });
      return { events: found.slice(0, limit), more: found.length > limit };
    },
  });

  const create = defineTool({
    name: "caldav.create",
    title: "Put into a calendar",
    description: "Adds an event. A repetition finds the first one and adds no second.",
    effect: "external",
    idempotent: true,
    ...needs,
    args: z.strictObject({
      ...With,
      title: z.string().min(1).max(500),
      start: Moment.describe("a moment with its offset, or a day for the whole day"),
      end: Moment.optional().describe("of the same kind; default: an hour later, or the same day"),
      location: z.string().max(500).optional(),
      description: z.string().max(20_000).optional(),
      attendees: z.array(z.email()).max(100).default([]),
    }),
    result: z.object({ id: z.string(), uid: z.string() }),
    async run({ connection, calendar, ...event }, call) {
      const uid = `${call.idempotencyKey}@taskwright`;
      const id = await (await open(call, connection)).add(calendar, call.idempotencyKey, invitation(uid, event));
      return { id, uid };
    },
    external: ({ title, start, calendar, connection }, { uid }) => ({
      what: `Calendar: ${title}, ${start}`,
      target: calendar ?? connection,
      remoteId: uid,
    }),
    undo: ({ connection }, { id }) => ({ tool: "caldav.remove", args: { connection, id } }),
  });

  const remove = defineTool({
    name: "caldav.remove",
    title: "Take out of a calendar",
    description: "Removes an event, all of its occurrences. One that is gone already is no failure.",
    effect: "external",
    idempotent: true,
    ...needs,
    args: z.strictObject({
      connection: With.connection,
      id: z.string().min(1).max(2000).describe("as caldav.events gave it"),
    }),
    result: z.object({ removed: z.boolean() }),
    run: async ({ connection, id }, call) => ({ removed: await (await open(call, connection)).remove(id) }),
    // After a crash it may be this call that removed it: gone is as good as removed.
    external: ({ id, connection }, { removed }) => ({
      what: removed ? "Calendar: an event was removed" : "Calendar: an event was gone already",
      target: connection,
      remoteId: id,
    }),
  });

  return { tools: [calendars, events, create, remove], close: async () => await guarded.close() };
}
