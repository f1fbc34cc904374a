import ICAL from "ical.js";
import type { CalendarEntry } from "./entry.ts";

export interface OccurrencesInput {
  objects: { id: string; ical: string }[];
  start: Date;
  end: Date;
}

/** A rule that repeats every second for years is somebody's mistake. */
const MOST_STEPS = 20_000;
const MOST_ENTRIES = 5_000;

/** Every occurrence in between, in order of time. An object that cannot be read is left out. */
export function work({ objects, start, end }: OccurrencesInput): CalendarEntry[] {
  const entries = objects.flatMap(({ id, ical }) => {
    try {
      return occurrencesOf(id, ical, start, end);
    } catch {
      return [];
    }
  });
  return entries.toSorted((a, b) => a.start.localeCompare(b.start)).slice(0, MOST_ENTRIES);
}

function occurrencesOf(id: string, ical: string, start: Date, end: Date): CalendarEntry[] {
  const calendar = new ICAL.Component(ICAL.parse(ical) as string[]);
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const components = calendar.getAllSubcomponents("vevent");
  const exceptions = components.filter((each) => each.hasProperty("recurrence-id"));
  return components
    .filter((each) => !each.hasProperty("recurrence-id"))
    .flatMap((component) => {
      const event = new ICAL.Event(component, { exceptions });
      if (!event.isRecurring()) {
        return overlaps(event.startDate, event.endDate, start, end)
          ? [entryOf(id, event, event.startDate, event.endDate)]
          : [];
      }
      return repeated(id, event, start, end);
    });
}

function repeated(id: string, event: ICAL.Event, start: Date, end: Date): CalendarEntry[] {
  const found: CalendarEntry[] = [];
  const steps = event.iterator();
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = steps.next() as ICAL.Time | null;
    if (!next || momentOf(next) >= end) break;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    if (overlaps(startDate, endDate, start, end)) found.push(entryOf(id, item, startDate, endDate));
  }
  return found;
}

function overlaps(from: ICAL.Time, until: ICAL.Time | null, start: Date, end: Date): boolean {
  const begins = momentOf(from);
  const ends = until ? momentOf(until) : begins;
  return begins < end && (ends > start || (ends.getTime() === begins.getTime() && begins >= start));
}

function entryOf(id: string, event: ICAL.Event, from: ICAL.Time, until: ICAL.Time | null): CalendarEntry {
  return {
    id,
    uid: event.uid,
    title: event.summary ?? "",
    start: textOf(from),
    end: until ? textOf(until) : null,
    all_day: from.isDate,
    location: event.location || null,
    description: event.description || null,
    recurring: event.isRecurring() || event.isRecurrenceException(),
    status: event.component.getFirstPropertyValue("status")?.toString() ?? null,
    attendees: event.attendees.map((attendee) => String(attendee.getFirstValue() ?? "").replace(/^mailto:/i, "")),
  };
}

/** A day is the same day everywhere, wherever this runs. */
function momentOf(time: ICAL.Time): Date {
  return time.isDate ? new Date(Date.UTC(time.year, time.month - 1, time.day)) : time.toJSDate();
}

function textOf(time: ICAL.Time): string {
  return time.isDate ? time.toString() : time.toJSDate().toISOString();
}
