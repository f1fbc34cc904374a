import { sentence } from "@taskwright/api/sentence.ts";
import type { Route } from "@taskwright/api/route.ts";
import type { Context, Hono } from "hono";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { type Authenticator, type Caller, renewedCookie } from "../access/authenticate.ts";
import { mayAct, notAllowed } from "../access/authorize.ts";
import type { Database, Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { readBody, readStream } from "./body.ts";
import { answerOnce } from "./idempotency.ts";
import type { Fingerprint } from "./kept-answer.ts";
import { refuseForeignOrigin } from "./same-origin.ts";
import { validate } from "./validate.ts";

/** What a handler is told about one request that has been let in. */
export interface Call<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Action extends string,
> {
  /** who asks; nobody in particular on public routes */
  actor: Action extends "public" ? undefined : Actor;
  /** the session or key that the actor came with */
  caller: Action extends "public" ? undefined : Caller;
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
  /**
   * Where to write. On a request with an Idempotency-Key this is a transaction that also keeps the
   * answer, so always use it, with `inTransaction(db, …)` where a transaction is needed.
   */
  db: Db;
  /** the version in If-Match, of an edit that must not overwrite someone else's */
  ifMatch: number | undefined;
  /** the body of an upload as it arrives; fails with too_large past `maxBytes` */
  stream(maxBytes: number): Readable;
  /** the raw request, for headers and multipart bodies */
  context: Context;
}

export type Handler<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
  Action extends string,
  Prepared = undefined,
> = (
  call: Call<Params, Query, Body, Action>,
  prepared: Prepared,
) => Promise<Answer<Reply> | Response> | Answer<Reply> | Response;

type Answer<Reply extends z.ZodType> = Reply extends z.ZodNever ? void : z.input<Reply>;

/**
 * Adds one operation of the route table to the server. What takes long and writes nothing is done by
 * `prepare`, before the transaction of an Idempotency-Key; a repetition may do it again, in vain.
 */
export type Mount = <
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
  Action extends string,
  Prepared = undefined,
>(
  route: Route<Params, Query, Body, Reply, Action>,
  handler: Handler<Params, Query, Body, Reply, Action, Prepared>,
  prepare?: (call: Call<Params, Query, Body, Action>) => Promise<Prepared>,
) => void;

export interface MountServices {
  database: Pick<Database, "db">;
  authenticator: Pick<Authenticator, "authenticate">;
  vault: { fingerprint(text: string): Fingerprint };
  /** Tests: an answer that does not fit its schema is a bug. */
  checkReplies?: boolean;
}

export const API_PREFIX = "/api/v1";

/**
 * The one place where a request is let in: who it is, whether they may, whether it is well formed.
 * Handlers only ever see calls that passed all three.
 */
export function createMount(app: Hono, services: MountServices): Mount {
  return (route, handler, prepare) => {
    app.on(route.method.toUpperCase(), honoPath(route.path), async (context) => {
      const caller = await letIn(context, route, services.authenticator);
      const params = route.params && validate(route.params, context.req.param(), "params");
      const query = route.query && validate(route.query, context.req.query(), "query");
      const body = route.body && validate(route.body, await readBody(context.req.raw, route), "body");
      const callWith = (db: Db) =>
        ({
          actor: caller?.actor,
          caller,
          params,
          query,
          body,
          db,
          context,
          ifMatch: readIfMatch(context),
          stream: (maxBytes: number) => readStream(context.req.raw, maxBytes),
        }) as Parameters<typeof handler>[0];
      const { db } = services.database;
      const work = {
        prepare: prepare && (async () => await prepare(callWith(db))),
        async respond(where: Db, prepared: Parameters<typeof handler>[1]) {
          const answer = await handler(callWith(where), prepared);
          return answer instanceof Response ? answer : reply(route, answer, services.checkReplies);
        },
      };
      const key = route.idempotent ? context.req.header("idempotency-key") : undefined;
      const response =
        key === undefined || !caller
          ? await work.respond(db, (await work.prepare?.()) as Parameters<typeof handler>[1])
          : await answerOnce(db, work, {
              workspaceId: caller.actor.workspaceId,
              key,
              route: `${route.method} ${route.path}`,
              fingerprint: services.vault.fingerprint(JSON.stringify({ query, body, params })),
              streamed: isStreamed(route),
              inParts: route.inParts === true,
            });
      if (caller?.renewed) response.headers.append("set-cookie", renewedCookie(caller));
      return response;
    });
  };
}

function honoPath(path: string): string {
  return API_PREFIX + path.replace(/\{(\w+)\}/g, (_, name: string) => `:${name}{${parameterPattern(name)}}`);
}

/** Ids are digits, so that /tasks/counts never is the task "counts", whoever mounts first; the path of a step is words. */
export function parameterPattern(name: string): string {
  return name === "path" ? "[^/]+" : "[0-9]+";
}

async function letIn(
  context: Context,
  route: Route,
  authenticator: MountServices["authenticator"],
): Promise<Caller | undefined> {
  const request = context.req.raw;
  if (route.action === "public") {
    if (route.method !== "get") refuseForeignOrigin(request, { required: false });
    return undefined;
  }
  const caller = await authenticator.authenticate(request.headers);
  if (!caller) {
    throw new AppError(
      "unauthenticated",
      "This needs a signed-in user or an API key. Sign in, or send the header Authorization: Bearer <API key>.",
      { sentence: sentence("refused.signed_out", {}) },
    );
  }
  if (caller.session && route.method !== "get") refuseForeignOrigin(request, { required: true });
  if (route.action !== "session" && !mayAct(caller.actor, route.action)) {
    throw notAllowed(caller.actor, route.action);
  }
  return caller;
}

function reply(route: Route, answer: unknown, check: boolean | undefined): Response {
  const status = route.status ?? (route.reply ? 200 : 204);
  if (status === 204) return new Response(null, { status });
  if (check && route.reply) checkReply(route, answer);
  const headers: Record<string, string> = { "content-type": "application/json" };
  const version = (answer as { version?: unknown } | null)?.version;
  if (typeof version === "number") headers.etag = `"${version}"`;
  return new Response(JSON.stringify(answer), { status, headers });
}

function checkReply(route: Route, answer: unknown): void {
  const parsed = route.reply!.safeParse(JSON.parse(JSON.stringify(answer)));
  if (parsed.success) return;
  throw new Error(`the reply of ${route.method} ${route.path} does not fit: ${parsed.error.message}`);
}

function readIfMatch(context: Context): number | undefined {
  const header = context.req.header("if-match");
  if (header === undefined || header === "*") return undefined;
  const version = Number(/^(?:W\/)?"(\d+)"$/.exec(header)?.[1] ?? Number.NaN);
  if (Number.isNaN(version)) {
    throw new AppError("invalid", 'If-Match must be the ETag of an earlier answer, such as "3".');
  }
  return version;
}

/** An upload's content is not kept in memory, so its handler reads it while it arrives. */
function isStreamed(route: Route): boolean {
  return !route.body && route.bodyTypes !== undefined;
}
