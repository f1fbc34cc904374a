/** Of caldav-adapter, what the calendar server uses; it comes without types. */
declare module "caldav-adapter" {
  import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

  export interface Context {
    req: IncomingMessage;
    request: { type: string; body: string; xml: unknown };
    response: { set(name: string, value: string): void };
    headers: IncomingHttpHeaders;
    method: string;
    url: string;
    path: string;
    state: { params: { eventId: string } };
    status: number;
    body: string;
    get(name: string): string;
    set(name: string, value: string): void;
    remove(name: string): void;
    accepts(type: string): string;
    redirect(to: string): void;
  }

  interface Calendar {
    calendarId: string;
    name: string;
    synctoken: string;
    readonly: boolean;
  }
  interface Entry {
    eventId: string;
    href: string;
    ical: string;
  }
  type Answer<Given, Result> = (context: Context, given: Given) => Result;

  export default function caldavAdapter(options: {
    authRealm: string;
    authenticate: Answer<{ username: string; password: string }, Promise<object | null>>;
    data: {
      getCalendar: Answer<{ calendarId: string }, Promise<Calendar | null>>;
      getCalendarsForPrincipal: Answer<unknown, Promise<Calendar[]>>;
      getCalendarId: Answer<Calendar, string>;
      getEventsForCalendar: Answer<unknown, Promise<Entry[]>>;
      getEventsByDate: Answer<unknown, Promise<Entry[]>>;
      getEvent: Answer<{ eventId: string }, Promise<Entry | null>>;
      createEvent: Answer<unknown, Promise<Entry>>;
      updateEvent: Answer<unknown, Promise<Entry>>;
      deleteEvent: Answer<unknown, Promise<void>>;
      buildICS: Answer<Entry, string>;
      getETag: Answer<Partial<Entry & Calendar>, string>;
    };
  }): (context: Context, next: () => Promise<void>) => Promise<void>;
}
