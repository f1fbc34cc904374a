import caldavAdapter, { type Context } from "caldav-adapter";
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A calendar "Team" behind a CalDAV server as one is run in production (Forward Email's): what is said on the
 * wire is its own. `objects` are the entries by their file names; dana's password is "geheim".
 */
export async function openCalendarServer(objects: Map<string, string>): Promise<{ url: string; close(): void }> {
  const team = { calendarId: "team", name: "Team", synctoken: "1", readonly: false };
  const entry = (name: string) => ({ eventId: name, href: `/cal/dana/team/${name}`, ical: objects.get(name)! });
  const put = async ({ request, state }: Context) => {
    objects.set(state.params.eventId, request.body);
    return await Promise.resolve(entry(state.params.eventId));
  };
  const all = async () => await Promise.resolve([...objects.keys()].map(entry));
  const handle = caldavAdapter({
    authRealm: "calendars",
    authenticate: async (_context, { username, password }) =>
      await Promise.resolve(
        username === "dana" && password === "geheim" ? { principalId: "dana", principalName: "Dana" } : null,
      ),
    data: {
      getCalendar: async (_context, { calendarId }) => await Promise.resolve(calendarId === "team" ? team : null),
      getCalendarsForPrincipal: async () => await Promise.resolve([team]),
      getCalendarId: (_context, calendar) => calendar.calendarId,
      getEventsForCalendar: all,
      // a server may give more than the range: clients look at what repeats themselves
      getEventsByDate: all,
      async getEvent(_context, { eventId }) {
        // a report of several asks without the ending
        const name = [eventId, `${eventId}.ics`].find((each) => objects.has(each));
        return await Promise.resolve(name === undefined ? null : entry(name));
      },
      createEvent: put,
      updateEvent: put,
      async deleteEvent({ state }) {
        if (!objects.delete(state.params.eventId)) throw Object.assign(new Error("It is not there."), { status: 404 });
        return await Promise.resolve();
      },
      buildICS: (_context, event) => event.ical,
      getETag: (_context, { ical, name }) =>
        `"${createHash("sha256")
          .update(ical ?? name ?? "")
          .digest("hex")}"`,
    },
  });
  const server = createServer((request, response) => {
    const context = contextOf(request, response);
    handle(context, async () => await Promise.resolve(void (context.status = 404))).then(
      () => response.writeHead(context.status).end(context.body),
      ({ status = 500 }: { status?: number }) => response.writeHead(status).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://dana:geheim@127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, close: () => void server.close() };
}

/** Of Koa's context, what the adapter uses. */
function contextOf(request: IncomingMessage, response: ServerResponse): Context {
  const { url = "/", method = "GET", headers } = request;
  const set = (name: string, value: string) => void response.setHeader(name, value);
  return {
    req: request,
    request: { type: (headers["content-type"] ?? "").split(";")[0]!.trim(), body: "", xml: null },
    response: { set },
    set,
    get: (name) => String(headers[name.toLowerCase()] ?? ""),
    remove: (name) => response.removeHeader(name),
    accepts: () => "xml",
    redirect(to) {
      this.status = 302;
      set("location", to);
    },
    headers,
    method,
    url,
    path: new URL(url, "http://localhost").pathname,
    state: { params: { eventId: "" } },
    status: 404,
    body: "",
  };
}
