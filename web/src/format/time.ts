import { locale as ofReader } from "../language.ts";

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["week", 604_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];

/** "3 minutes ago", "in 2 hours"; under five seconds "now". */
export function relativeTime(
  at: number,
  now: number,
  style: "long" | "short" = "long",
  locale: string | undefined = ofReader,
): string {
  const difference = at - now;
  const format = relativeFormat(style, locale);
  if (Math.abs(difference) < 5_000) return format.format(0, "second");
  for (const [unit, length] of STEPS) {
    if (Math.abs(difference) < length) continue;
    // what is past has lasted so long at least; what is to come is told to the nearest
    return format.format(difference < 0 ? Math.trunc(difference / length) : Math.round(difference / length), unit);
  }
  return format.format(0, "second");
}

/** "23 Nov 2026, 13:39:17" with the zone, for titles. */
export function exactTime(at: string | number, locale: string | undefined = ofReader): string {
  const key = locale ?? "";
  let format = exactFormats.get(key);
  if (!format)
    exactFormats.set(key, (format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" })));
  return format.format(new Date(at));
}
// every row of a list asks, and to make one takes longer than to use it a hundred times
const exactFormats = new Map<string, Intl.DateTimeFormat>();

/** The time alone when it is of today, else with its day. */
export function clockTime(at: string | number, now: number, locale: string | undefined = ofReader): string {
  const date = new Date(at);
  const sameDay = date.toDateString() === new Date(now).toDateString();
  const options: Intl.DateTimeFormatOptions = sameDay
    ? { hour: "2-digit", minute: "2-digit" }
    : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(locale, options).format(date);
}

const formats = new Map<string, Intl.RelativeTimeFormat>();
function relativeFormat(style: "long" | "short", locale?: string): Intl.RelativeTimeFormat {
  const key = `${locale ?? ""}/${style}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style })));
  return format;
}

/** "2026-11-23" as people write it: a day has no zone. */
export function dayText(day: string): string {
  return new Intl.DateTimeFormat(ofReader, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}
