import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPort } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";
import { openCalendarServer } from "../../../test/support/calendar-server.ts";
import type { OpenConnection } from "../../connections/open.ts";

let apps: TestApps;
const closers: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  apps = await testApps({ config: { httpAllow: ["127.0.0.1"], smtpUrl: undefined, mailFrom: "a@example.org" } });
});
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
  await apps.close();
});

const lapse = async (why: string) => await Promise.reject(new Error(`lapsed: ${why}`));
const by = (url: string) => ({
  connect: async () => ({ name: "calendar", method: "fields", fields: { url }, lapse }) as unknown as OpenConnection,
});

/** Every Monday at 9 in Berlin, across the end of summer time, one of them moved. */
const WEEKLY = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:weekly
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Berlin:20261012T090000
DTEND;TZID=Europe/Berlin:20261012T093000
RRULE:FREQ=WEEKLY
SUMMARY:Stand-up
END:VEVENT
BEGIN:VEVENT
UID:weekly
DTSTAMP:20260101T000000Z
RECURRENCE-ID;TZID=Europe/Berlin:20261019T090000
DTSTART;TZID=Europe/Berlin:20261019T150000
DTEND;TZID=Europe/Berlin:20261019T153000
SUMMARY:Stand-up\\, later
END:VEVENT
END:VCALENDAR
`.replaceAll("\n", "\r\n");

const own: { url: string } = { url: "" };
describe("a server of caldav-adapter", () => {
  beforeAll(async () => {
    const opened = await openCalendarServer(new Map([["weekly.ics", WEEKLY]]));
    closers.push(opened.close);
    own.url = opened.url;
  });
  story(own);
});

const radicale: { url: string } = { url: "" };
describe.skipIf(spawnSync("which", ["radicale"]).status !== 0)("Radicale, where it is installed", () => {
  beforeAll(async () => void (radicale.url = await radicaleServer()), 60_000);
  story(radicale);
});

test("an address that is none is said to be", async () => {
  await expect(apps.use("caldav.calendars", {}, by("webcal:nothing"))).rejects.toThrow("needs the field url");
});

function story(server: { url: string }): void {
  const range = { from: "2026-10-12", until: "2026-11-03" };

  test("calendars are found from the server's address alone", async () => {
    const { calendars } = await apps.use("caldav.calendars", {}, by(server.url));
    expect(calendars).toMatchObject([{ name: "Team" }]);
  });

  test("what repeats stands there each time, at the hour of its own place, and moved where it was moved", async () => {
    const { events, more } = await apps.use("caldav.events", range, by(server.url));
    expect(more).toBe(false);
    expect(events.map(({ start, title }: Record<string, string>) => `${start} ${title}`)).toEqual([
      "2026-10-12T07:00:00.000Z Stand-up",
      "2026-10-19T13:00:00.000Z Stand-up, later",
      "2026-10-26T08:00:00.000Z Stand-up",
      "2026-11-02T08:00:00.000Z Stand-up",
    ]);
  });

  test("an event is added once, however often it is asked for, and taken out again", async () => {
    const call = { ...by(server.url), idempotencyKey: "tw_9_add" };
    const event = {
      calendar: "Team",
      title: "Review\r\nDTSTART:19700101T000000Z",
      start: "2026-12-01T10:00:00+01:00",
      attendees: ["dana@example.org"],
    };
    const first = await apps.use("caldav.create", event, call);
    expect(await apps.use("caldav.create", event, call)).toEqual(first);
    const undo = { tool: "caldav.remove", args: { id: first.id } };
    expect(apps.ledger("caldav.create", event, first)).toMatchObject({ target: "Team", remoteId: first.uid, undo });
    const december = { from: "2026-12-01", until: "2026-12-02" };
    const { events } = await apps.use("caldav.events", december, by(server.url));
    expect(events).toMatchObject([
      {
        start: "2026-12-01T09:00:00.000Z",
        end: "2026-12-01T10:00:00.000Z",
        attendees: ["dana@example.org"],
        all_day: false,
      },
    ]);
    expect(events[0].id).toBe(first.id);
    expect(await apps.use("caldav.remove", undo.args, by(server.url))).toEqual({ removed: true });
    expect(await apps.use("caldav.remove", { id: events[0].id }, by(server.url))).toEqual({ removed: false });
    expect((await apps.use("caldav.events", december, by(server.url))).events).toEqual([]);
  });

  test("a whole day is that day, wherever the server stands", async () => {
    const { id } = await apps.use("caldav.create", { title: "Holiday", start: "2026-12-24" }, by(server.url));
    const { events } = await apps.use("caldav.events", { from: "2026-12-24", until: "2026-12-25" }, by(server.url));
    expect(events).toMatchObject([{ start: "2026-12-24", end: "2026-12-25", all_day: true }]);
    await apps.use("caldav.remove", { id }, by(server.url));
  });

  test("a calendar that is not there is answered with those that are", async () => {
    await expect(apps.use("caldav.events", { ...range, calendar: "Private" }, by(server.url))).rejects.toThrow(
      'There is no calendar "Private"; there is "Team".',
    );
  });

  test("a refused password makes the connection wait for a person", async () => {
    const wrong = by(server.url.replace("geheim", "falsch"));
    await expect(apps.use("caldav.calendars", {}, wrong)).rejects.toThrow("lapsed");
  });
}

async function radicaleServer(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "taskwright-radicale-"));
  const calendar = join(folder, "collections/collection-root/dana/team");
  mkdirSync(calendar, { recursive: true });
  writeFileSync(join(calendar, ".Radicale.props"), '{"tag": "VCALENDAR", "D:displayname": "Team"}');
  writeFileSync(join(calendar, "weekly.ics"), WEEKLY);
  writeFileSync(join(folder, "users"), "dana:geheim\n");
  const port = await freePort();
  const options = {
    "--server-hosts": `127.0.0.1:${port}`,
    "--auth-type": "htpasswd",
    "--auth-htpasswd-filename": join(folder, "users"),
    "--auth-htpasswd-encryption": "plain",
    "--storage-filesystem-folder": join(folder, "collections"),
  };
  const server = spawn("radicale", ["--config", "", ...Object.entries(options).flat()], { stdio: "ignore" });
  closers.push(async () => {
    if (server.exitCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}/`;
  await vi.waitUntil(async () => await fetch(url).catch(() => undefined), { timeout: 30_000 });
  return url.replace("//", "//dana:geheim@");
}

async function freePort(): Promise<number> {
  const server = createPort();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
