import type { DAVCalendar } from "tsdav";
import type { OpenConnection } from "../../../connections/open.ts";
import { ReconnectNeeded } from "../../../connections/reconnect.ts";
import { messageOf } from "../../../errors.ts";
import { ToolError } from "../../tool.ts";

/** The calendars of one account, for one call. */
export interface Calendars {
  list(): Promise<{ name: string; url: string }[]>;
  /** iCalendar objects that have something in between */
  between(calendar: string | undefined, start: Date, end: Date): Promise<{ id: string; ical: string }[]>;
  /** Adds it under a name of its own, once. Returns its id. */
  add(calendar: string | undefined, name: string, ical: string): Promise<string>;
  /** False: it was gone already. */
  remove(id: string): Promise<boolean>;
}

/** The `url` field: https://user:password@host/, found from there as RFC 6764 says. */
export async function openCalendars(
  connection: OpenConnection,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<Calendars> {
  const url = URL.canParse(connection.fields.url ?? "") ? new URL(connection.fields.url!) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ToolError(
      "caldav_connection",
      `The connection "${connection.name}" needs the field url, such as https://user:password@dav.example.org/.`,
    );
  }
  const authorization = await authorizationOf(connection, url);
  [url.username, url.password] = ["", ""];
  const checked: typeof globalThis.fetch = async (input, init) => {
    const target = new URL(input instanceof Request ? input.url : input);
    // Discovery may lead elsewhere; the password may not.
    if (target.origin !== url.origin) {
      throw new ToolError(
        "caldav_elsewhere",
        `${url.origin} points to ${target.origin}. If that is right, give that address to the connection.`,
      );
    }
    const response = await fetch(target, { ...init, signal });
    if (response.status === 401) return await connection.lapse("The calendar server refuses the user or password.");
    return response;
  };
  const client = await attempt(async () => {
    const { createDAVClient } = await import("tsdav");
    return await createDAVClient({
      serverUrl: url.href,
      credentials: {},
      authMethod: "Custom",
      authFunction: async () => ({ authorization }),
      defaultAccountType: "caldav",
      fetch: checked,
    });
  });

  async function choose(wanted: string | undefined): Promise<DAVCalendar> {
    const all = await client.fetchCalendars();
    if (wanted === undefined && all.length === 1) return all[0]!;
    const found = all.find((calendar) => nameOf(calendar) === wanted || calendar.url === wanted);
    if (found) return found;
    const names = all.map((calendar) => `"${nameOf(calendar)}"`).join(", ");
    const what = wanted === undefined ? "Say which calendar" : `There is no calendar "${wanted}"`;
    throw new ToolError("caldav_calendar", `${what}; there ${all.length === 1 ? "is" : "are"} ${names || "none"}.`);
  }

  return {
    list: async () =>
      await attempt(async () =>
        (await client.fetchCalendars()).map((calendar) => ({ name: nameOf(calendar), url: calendar.url })),
      ),
    between: async (calendar, start, end) =>
      await attempt(async () => {
        const timeRange = { start: start.toISOString(), end: end.toISOString() };
        const objects = await client.fetchCalendarObjects({ calendar: await choose(calendar), timeRange });
        return objects.map((object) => ({ id: object.url, ical: String(object.data ?? "") }));
      }),
    add: async (calendar, name, ical) =>
      await attempt(async () => {
        const target = await choose(calendar);
        const filename = `${name.replace(/[^\w-]/g, "_")}.ics`;
        // If-None-Match: * goes with it: 412 says that it was added before.
        const response = await client.createCalendarObject({ calendar: target, filename, iCalString: ical });
        if (!response.ok && response.status !== 412) throw refusal(response.status);
        return new URL(filename, target.url).href;
      }),
    remove: async (id) =>
      await attempt(async () => {
        const response = await client.deleteCalendarObject({ calendarObject: { url: new URL(id, url).href } });
        if (response.status === 404 || response.status === 410) return false;
        if (!response.ok) throw refusal(response.status);
        return true;
      }),
  };

  async function attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ToolError || error instanceof ReconnectNeeded) throw error;
      // Without a cause: a broken connection to a calendar must not be taken for our database's.
      throw new ToolError("caldav_failed", `The calendar server did not do it: ${messageOf(error)}`, {
        retryable: true,
      });
    }
  }
}

async function authorizationOf(connection: OpenConnection, url: URL): Promise<string> {
  if (connection.method === "oauth2" || connection.method === "client_credentials") {
    return `Bearer ${await connection.fetchToken()}`;
  }
  const { username = decodeURIComponent(url.username), password = decodeURIComponent(url.password) } =
    connection.fields;
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function nameOf({ displayName, url }: DAVCalendar): string {
  return typeof displayName === "string" && displayName !== ""
    ? displayName
    : (url.split("/").filter(Boolean).at(-1) ?? url);
}

function refusal(status: number): ToolError {
  return new ToolError("caldav_refused", `The calendar server answered ${status}.`, {
    retryable: status === 429 || status >= 500,
    details: { status },
  });
}
