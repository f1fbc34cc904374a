import { Problem } from "@taskwright/api/problem.ts";
import { routes } from "@taskwright/api/routes.ts";
import type { Route } from "@taskwright/api/route.ts";
import type { z } from "zod";

/** Where the server is and who we are. */
export interface Connection {
  /** without a slash at its end */
  url: string;
  key: string | undefined;
}

/** The server understood and said no; the message says what to do. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(problem: Problem) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem.details ?? {};
  }
}

export class UnreachableError extends Error {
  override name = "UnreachableError";
}

type Given<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = ([z.input<P>] extends [never]
  ? object
  : { params: { id: number } }) &
  ([z.input<Q>] extends [never] ? object : { query?: Partial<z.input<Q>> }) &
  ([z.input<B>] extends [never] ? object : { body: z.input<B> });

type Call<R> =
  R extends Route<infer P, infer Q, infer B, infer Reply>
    ? (given: Given<P, Q, B> & { signal?: AbortSignal }) => Promise<z.output<Reply>>
    : never;

export type Client = {
  [Noun in keyof typeof routes]: { [Verb in keyof (typeof routes)[Noun]]: Call<(typeof routes)[Noun][Verb]> };
} & { connection: Connection };

interface AnyGiven {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal;
}

export function createClient(connection: Connection): Client {
  const client: Record<string, unknown> = { connection };
  for (const [noun, verbs] of Object.entries(routes)) {
    client[noun] = Object.fromEntries(
      Object.entries(verbs as Record<string, Route>).map(([verb, route]) => [
        verb,
        (given: AnyGiven) => callRoute(connection, route, given),
      ]),
    );
  }
  return client as Client;
}

/** One request; what is not JSON is left to the caller. */
export async function request(
  connection: Connection,
  path: string,
  init: RequestInit & { headers?: Record<string, string>; duplex?: "half" } = {},
): Promise<Response> {
  const headers = { ...init.headers, ...(connection.key !== undefined && { authorization: `Bearer ${connection.key}` }) };
  let response: Response;
  try {
    response = await fetch(`${connection.url}/api/v1${path}`, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new UnreachableError(`No server answers at ${connection.url}.`, { cause: error });
  }
  if (!response.ok) throw await errorOf(response, connection);
  return response;
}

async function callRoute(connection: Connection, route: Route, given: AnyGiven): Promise<unknown> {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given.params?.[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given.query ?? {})) if (value !== undefined) query.set(name, String(value));
  const search = query.size > 0 ? `?${query}` : "";
  const response = await request(connection, path + search, {
    method: route.method.toUpperCase(),
    signal: given.signal,
    headers: {
      accept: "application/json",
      ...(given.body !== undefined && { "content-type": "application/json" }),
      ...(route.idempotent && { "idempotency-key": crypto.randomUUID() }),
    },
    ...(given.body !== undefined && { body: JSON.stringify(given.body) }),
  });
  return route.status === 204 ? undefined : await response.json();
}

async function errorOf(response: Response, connection: Connection): Promise<Error> {
  const text = await response.text();
  const problem = Problem.safeParse(parseJson(text));
  if (problem.success) return new ApiError(problem.data);
  const detail = `${connection.url} answered ${response.status} ${response.statusText}, which is not how Taskwright answers. Is the address right?`;
  return new ApiError({ type: "about:blank", title: "Unexpected", status: response.status, code: "internal", detail });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
