import type { WorkingHours } from "@taskwright/api/agent.ts";

/** Whether it is at work, and until when that stays so. */
export interface Opening {
  open: boolean;
  /** it closes, or opens, then; null: not within two weeks */
  changes: Date | null;
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A span may fall into the hour that a clock leaves out, so a week is not quite enough. */
const LOOK_AHEAD_DAYS = 15;

/**
 * Spans are moments, not readings of a clock: where the clock goes back, one begins and ends the first
 * time its hour is read, and where it leaves an hour out, what would begin in it begins when it jumps.
 */
export function openingAt(hours: WorkingHours, now: Date): Opening {
  const at = now.getTime();
  const key = JSON.stringify(hours);
  const known = computed.get(key);
  if (known && known.from <= at && known.opening.changes && at < known.opening.changes.getTime()) return known.opening;
  const opening = compute(hours, at);
  if (computed.size > 1_000) computed.clear();
  computed.set(key, { from: at, opening });
  return opening;
}

// Asked with every fetch of tasks; the answer is the same until it changes.
const computed = new Map<string, { from: number; opening: Opening }>();

function compute({ zone, days }: WorkingHours, at: number): Opening {
  const today = wallClock(zone, at);
  const midnight = today - (today % DAY_MS);
  let closes: number | undefined;
  for (let day = -1; day < LOOK_AHEAD_DAYS; day++) {
    const date = midnight + day * DAY_MS;
    const spans = days[DAYS[new Date(date).getUTCDay()]!] ?? [];
    for (const [from, to] of spans.toSorted(([a], [b]) => a.localeCompare(b))) {
      const begins = momentOf(zone, date + minutesOf(from) * MINUTE_MS);
      const ends = momentOf(zone, date + minutesOf(to) * MINUTE_MS);
      if (ends <= (closes ?? at) || ends <= begins) continue;
      // A night is written as two spans that touch.
      if (begins > (closes ?? at)) return { open: closes !== undefined, changes: new Date(closes ?? begins) };
      closes = ends;
    }
    if (closes !== undefined && closes < momentOf(zone, date + DAY_MS)) break;
  }
  return { open: closes !== undefined, changes: closes === undefined ? null : new Date(closes) };
}

/** When the day of `now` ends there. */
export function endOfDay(zone: string, now: Date): Date {
  const today = wallClock(zone, now.getTime());
  return new Date(momentOf(zone, today - (today % DAY_MS) + DAY_MS));
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The moment at which the zone's clock first shows `wall` (written as if it were UTC), or jumps over it. */
function momentOf(zone: string, wall: number): number {
  const candidates = [wall - offset(zone, wall - DAY_MS), wall - offset(zone, wall + DAY_MS)];
  const shown = candidates.filter((moment) => wallClock(zone, moment) === wall);
  if (shown.length > 0) return Math.min(...shown);
  let [before, after] = [Math.min(...candidates), Math.max(...candidates)];
  while (after - before > 1_000) {
    const middle = Math.floor((before + after) / 2_000) * 1_000;
    if (middle <= before) break;
    if (wallClock(zone, middle) < wall) before = middle;
    else after = middle;
  }
  return after;
}

function offset(zone: string, moment: number): number {
  return wallClock(zone, moment) - Math.floor(moment / 1_000) * 1_000;
}

/** What a clock there shows, to the second, written as if it were UTC. */
function wallClock(zone: string, moment: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
}

const formats = new Map<string, Intl.DateTimeFormat>();
