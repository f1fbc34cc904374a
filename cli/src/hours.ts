import type { WorkingHours } from "@taskwright/api/agent.ts";
import { usageError } from "./exit.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
type Day = (typeof DAYS)[number];
type Span = [string, string];

/** "mon-fri 09:00-17:00, sat 10:00-12:00 Europe/Berlin"; without a zone that of this machine. "always": null. */
export function readHours(text: string | undefined): WorkingHours | null | undefined {
  if (text === undefined) return undefined;
  if (text.trim() === "always") return null;
  const zoned = /^(.*?)\s+([A-Z][\w+-]*(?:\/[\w+-]+)*)$/.exec(text.trim());
  const zone = zoned?.[2] ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const days: Partial<Record<Day, Span[]>> = {};
  for (const part of (zoned?.[1] ?? text).split(",")) {
    const [, from, to, begins, ends] = /^\s*([a-z]{3})(?:-([a-z]{3}))?\s+(\d\d:\d\d)-(\d\d:\d\d)\s*$/i.exec(part) ?? [];
    const [first, last] = [dayAt(from), dayAt(to ?? from)];
    if (first < 0 || last < 0 || !begins || !ends) {
      throw usageError(
        `"${part.trim()}" are no hours.`,
        'Write them like "mon-fri 09:00-17:00 Europe/Berlin", or always.',
      );
    }
    for (let at = first; ; at = (at + 1) % 7) {
      (days[DAYS[at]!] ??= []).push([begins, ends]);
      if (at === last) break;
    }
  }
  return { zone, days };
}

function dayAt(name: string | undefined): number {
  return DAYS.indexOf((name ?? "").toLowerCase() as Day);
}

export function hoursText(hours: WorkingHours | null): string {
  if (!hours) return "always";
  const spans = DAYS.flatMap((day) => (hours.days[day] ?? []).map(([from, to]) => `${day} ${from}-${to}`));
  return `${spans.join(", ")} (${hours.zone})`;
}
