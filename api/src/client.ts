import type { z } from "zod";
import type { Event } from "./event.ts";
import type { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { readServerSentEvents } from "./server-sent-events.ts";

/** The server understood and said no: `detail` says why and what to do, `code` is for programs. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }
}

export interface ClientOptions {
  /** "http://127.0.0.1:8700"; "" in the page that the server itself serves */
  baseUrl: string;
  /** an API key; without one the browser's session cookie counts */
  key?: string;
  fetch?: typeof fetch;
  /** how often a request that may be repeated is repeated when the server cannot answer. Default 5 */
  retries?: number;
}

type Part<Name extends string, Schema extends z.ZodType> = [z.input<Schema>] extends [never]
  ? { [name in Name]?: undefined }
  : object extends z.input<Schema>
    ? { [name in Name]?: z.input<Schema> }
    : { [name in Name]: z.input<Schema> };

export type CallOptions<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = Part<
  "params",
  Params
> &
  Part<"query", Query> &
  Part<"body", Body> & { idempotencyKey?: string; signal?: AbortSignal };

interface AnyOptions {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface Client {
  /** Calls an operation of the route table: `call(routes.tasks.get, { params: { id: 7 } })`. */
  call<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType>(
    route: Route<Params, Query, Body, Reply>,
    options: CallOptions<Params, Query, Body>,
  ): Promise<z.output<Reply>>;
  /** Events as they happen, for ever: a broken connection is made again where it broke. */
  stream<Query extends z.ZodType>(
    route: Route<z.ZodType, Query>,
    options: { query?: z.input<Query>; after?: string; signal?: AbortSignal },
  ): AsyncGenerator<Event>;
}

/** The table gives method, path and types; nothing of zod is needed when it runs. */
export function createClient({ baseUrl, key, retries = 5, ...options }: ClientOptions): Client {
  const send = options.fetch ?? fetch;
  const authorization = key ? { authorization: `Bearer ${key}` } : undefined;

  async function call(route: Route, given: AnyOptions): Promise<unknown> {
    // A POST that creates is made repeatable by a key of its own.
    const idempotencyKey = route.idempotent ? (given.idempotencyKey ?? randomKey()) : undefined;
    const body = given.body === undefined ? undefined : JSON.stringify(given.body);
    const headers: Record<string, string> = {
      ...authorization,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
    };
    const repeatable = route.method === "get" || idempotencyKey !== undefined;
    const address = addressOf(baseUrl, route, given);
    const init = { method: route.method.toUpperCase(), headers, body, signal: given.signal };
    const response = await sendUntilAnswered(() => send(address, init), repeatable ? retries : 0, given.signal);
    if (!response.ok) throw new ApiError(await readProblem(response));
    return response.status === 204 ? undefined : await response.json();
  }

  async function* stream(
    route: Route,
    { query, after, signal }: { query?: unknown; after?: string; signal?: AbortSignal },
  ): AsyncGenerator<Event> {
    let lastId = after;
    for (let failures = 0; !signal?.aborted; failures++) {
      try {
        const headers = {
          ...authorization,
          accept: "text/event-stream",
          ...(lastId ? { "last-event-id": lastId } : {}),
        };
        const response = await send(addressOf(baseUrl, route, { query }), { headers, signal });
        if (!response.ok) throw new ApiError(await readProblem(response));
        for await (const message of readServerSentEvents(response.body!)) {
          failures = 0;
          if (message.id) lastId = message.id;
          if (message.data) yield JSON.parse(message.data) as Event;
        }
      } catch (error) {
        if (signal?.aborted) return;
        if (error instanceof ApiError && error.status < 500 && error.status !== 429) throw error;
      }
      if (!signal?.aborted) await pause(backoffMs(failures), signal).catch(() => {});
    }
  }

  return { call, stream } as Client;
}

async function sendUntilAnswered(
  send: () => Promise<Response>,
  retries: number,
  signal: AbortSignal | undefined,
): Promise<Response> {
  for (let failures = 0; ; failures++) {
    let waitMs = backoffMs(failures);
    try {
      const response = await send();
      if (response.status !== 503 || failures >= retries) return response;
      const seconds = Number(response.headers.get("retry-after"));
      if (seconds > 0) waitMs = Math.min(seconds, 30) * 1_000;
      await response.body?.cancel();
    } catch (error) {
      if (signal?.aborted || failures >= retries) throw error;
    }
    await pause(waitMs, signal);
  }
}

/** 100 ms, 200 ms … 5 s, each up to a quarter less, so that many clients do not come back at once. */
function backoffMs(failures: number): number {
  return Math.min(100 * 2 ** failures, 5_000) * (1 - Math.random() / 4);
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(new Error("The call was aborted.", { cause: signal!.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function addressOf(baseUrl: string, route: Route, { params, query }: AnyOptions): string {
  const given = (params ?? {}) as Record<string, string | number>;
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name]!));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(
    (query ?? {}) as Record<string, string | number | boolean | null | undefined>,
  )) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  return `${baseUrl}/api/v1${path}${search.size > 0 ? `?${search}` : ""}`;
}

async function readProblem(response: Response): Promise<Problem> {
  const found = (await response.json().catch(() => null)) as Problem | null;
  if (found && typeof found.code === "string") return found;
  const detail = `The server answered with status ${response.status} and no reason.`;
  return { type: "about:blank", title: response.statusText, status: response.status, code: "unknown", detail };
}

/** randomUUID exists only on https and localhost; pages are also read over plain http in a LAN. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
