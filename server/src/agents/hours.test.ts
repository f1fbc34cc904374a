import type { WorkingHours } from "@taskwright/api/agent.ts";
import { expect, test } from "vitest";
import { endOfDay, openingAt } from "./hours.ts";

const OFFICE: WorkingHours = {
  zone: "Europe/Berlin",
  days: Object.fromEntries(["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [["09:00", "17:00"]]])),
};
const NIGHT: WorkingHours = { zone: "Europe/Berlin", days: { sat: [["22:00", "24:00"]], sun: [["00:00", "06:00"]] } };
const SMALL_HOURS: WorkingHours = { zone: "Europe/Berlin", days: { sun: [["02:30", "04:00"]] } };
const IN_THE_GAP: WorkingHours = { zone: "Europe/Berlin", days: { sun: [["02:10", "02:50"]] } };
const LUNCH: WorkingHours = {
  zone: "America/New_York",
  days: {
    mon: [
      ["13:00", "18:00"],
      ["08:00", "12:00"],
    ],
  },
};

test.each([
  ["before it opens in winter", OFFICE, "2026-11-23T07:59:59Z", false, "2026-11-23T08:00:00Z"],
  ["the moment it opens", OFFICE, "2026-11-23T08:00:00Z", true, "2026-11-23T16:00:00Z"],
  ["the moment it closes", OFFICE, "2026-11-23T16:00:00Z", false, "2026-11-24T08:00:00Z"],
  ["on a Friday evening until Monday", OFFICE, "2026-11-27T20:00:00Z", false, "2026-11-30T08:00:00Z"],
  ["over the weekend in which summer time begins", OFFICE, "2026-03-27T18:00:00Z", false, "2026-03-30T07:00:00Z"],
  ["over the weekend in which summer time ends", OFFICE, "2026-10-23T18:00:00Z", false, "2026-10-26T08:00:00Z"],
  ["in a night of two spans", NIGHT, "2026-11-21T23:30:00Z", true, "2026-11-22T05:00:00Z"],
  ["in the night that is an hour shorter", NIGHT, "2026-03-28T21:00:00Z", true, "2026-03-29T04:00:00Z"],
  ["in the night that is an hour longer", NIGHT, "2026-10-24T20:00:00Z", true, "2026-10-25T05:00:00Z"],
  [
    "02:30 that does not exist is when the clock jumps",
    SMALL_HOURS,
    "2026-03-29T00:30:00Z",
    false,
    "2026-03-29T01:00:00Z",
  ],
  ["03:15 after the jump", SMALL_HOURS, "2026-03-29T01:15:00Z", true, "2026-03-29T02:00:00Z"],
  ["02:30 that comes twice is the first", SMALL_HOURS, "2026-10-25T00:29:00Z", false, "2026-10-25T00:30:00Z"],
  ["02:15 for the second time", SMALL_HOURS, "2026-10-25T01:15:00Z", true, "2026-10-25T03:00:00Z"],
  ["a span that the jump swallows is left out", IN_THE_GAP, "2026-03-29T00:00:00Z", false, "2026-04-05T00:10:00Z"],
  ["between two spans in another zone", LUNCH, "2026-11-23T17:30:00Z", false, "2026-11-23T18:00:00Z"],
])("%s", (_, hours, now, open, changes) => {
  const opening = openingAt(hours, new Date(now));
  expect([opening.open, opening.changes?.toISOString()]).toEqual([open, new Date(changes).toISOString()]);
});

test("a day ends at midnight there", () => {
  expect(endOfDay("Europe/Berlin", new Date("2026-10-24T22:30:00Z")).toISOString()).toBe("2026-10-25T23:00:00.000Z");
  expect(endOfDay("UTC", new Date("2026-11-23T12:00:00Z")).toISOString()).toBe("2026-11-24T00:00:00.000Z");
});

test("asked by the minute through a year it agrees with a clock in the window of Berlin", () => {
  const clock = new Intl.DateTimeFormat("en", {
    timeZone: "Europe/Berlin",
    weekday: "short",
    hour: "2-digit",
    hourCycle: "h23",
  });
  const wrong: string[] = [];
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 17 * 60_000) {
    const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    const hour = Number(part.hour);
    const expected = !["Sat", "Sun"].includes(part.weekday!) && hour >= 9 && hour < 17;
    if (openingAt(OFFICE, new Date(at)).open !== expected) wrong.push(new Date(at).toISOString());
  }
  expect(wrong).toEqual([]);
});
