import ICAL from "ical.js";

export interface CalendarEntry {
  id: string;
  uid: string;
  title: string;
  start: string;
  end: string | null;
  all_day: boolean;
  location: string | null;
  description: string | null;
  recurring: boolean;
  status: string | null;
  attendees: string[];
}

interface NewEntry {
  title: string;
  /** a moment with its offset, or a day */
  start: string;
  end?: string | undefined;
  location?: string | undefined;
  description?: string | undefined;
  attendees: string[];
}

/** An iCalendar object with this one event. */
export function invitation(uid: string, { title, start, end, location, description, attendees }: NewEntry): string {
  const calendar = new ICAL.Component("vcalendar");
  calendar.addPropertyWithValue("version", "2.0");
  calendar.addPropertyWithValue("prodid", "-//Taskwright//EN");
  const event = new ICAL.Component("vevent");
  event.addPropertyWithValue("uid", uid);
  event.addPropertyWithValue("dtstamp", timeOf(new Date().toISOString()));
  event.addPropertyWithValue("summary", plain(title));
  event.addPropertyWithValue("dtstart", timeOf(start));
  event.addPropertyWithValue("dtend", endOf(start, end));
  if (location) event.addPropertyWithValue("location", plain(location));
  if (description) event.addPropertyWithValue("description", plain(description));
  for (const attendee of attendees) event.addPropertyWithValue("attendee", `mailto:${attendee}`);
  calendar.addSubcomponent(event);
  return calendar.toString();
}

/** The library escapes line feeds, and no carriage returns: with one of these a value would break out of its line. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/[\p{Cc}--[\t\n]]/gv, "");
}

function timeOf(text: string): ICAL.Time {
  return isDay(text) ? ICAL.Time.fromDateString(text) : ICAL.Time.fromJSDate(new Date(text), true);
}

/** The end of a day is the next one's beginning. */
function endOf(start: string, end: string | undefined): ICAL.Time {
  if (end === undefined && !isDay(start)) return timeOf(new Date(Date.parse(start) + 3_600_000).toISOString());
  const time = timeOf(end ?? start);
  if (isDay(end ?? start)) time.adjust(1, 0, 0, 0);
  return time;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}
