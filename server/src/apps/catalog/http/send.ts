import { sentence } from "@taskwright/api/sentence.ts";
import { setTimeout as wait } from "node:timers/promises";
import { type Dispatcher, errors, request } from "undici";
import { messageOf } from "../../../errors.ts";
import { ToolError } from "../../tool.ts";
import type { Egress } from "./egress.ts";

export interface Outgoing {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
  follow: boolean;
  /** asked before it is sent on to another host; absent: anywhere that `egress` lets it */
  mayGoOn?: (to: URL) => Promise<boolean>;
  timeoutMs: number;
  /** how often in all; 1 where a repetition could do harm */
  attempts: number;
  signal: AbortSignal;
}

export interface Sent {
  url: URL;
  response: Dispatcher.ResponseData;
}

const MAX_REDIRECTS = 5;
/** A server that asks for more patience is better met by the step's own retry. */
const MAX_WAIT_MS = 30_000;
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504]);

/** One exchange: redirects followed, passing failures tried again. The caller reads or dumps the body. */
export async function send(outgoing: Outgoing, egress: Egress, dispatcher: Dispatcher): Promise<Sent> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt >= outgoing.attempts;
    let pauseMs = Math.random() * Math.min(500 * 2 ** attempt, MAX_WAIT_MS);
    try {
      const sent = await followed(outgoing, egress, dispatcher);
      if (isLast || !RETRIED.has(sent.response.statusCode)) return sent;
      const asked = retryAfterMs(sent.response.headers["retry-after"]);
      if (asked !== undefined && asked > MAX_WAIT_MS) return sent;
      pauseMs = asked ?? pauseMs;
      await sent.response.body.dump();
    } catch (error) {
      outgoing.signal.throwIfAborted();
      const failure = toolError(error, outgoing);
      if (isLast || !failure.retryable) throw failure;
    }
    await wait(pauseMs, undefined, { signal: outgoing.signal });
  }
}

async function followed(outgoing: Outgoing, egress: Egress, dispatcher: Dispatcher): Promise<Sent> {
  let { method, url, headers, body } = outgoing;
  const signal = AbortSignal.any([outgoing.signal, AbortSignal.timeout(outgoing.timeoutMs)]);
  for (let redirects = 0; ; redirects++) {
    egress.check(url);
    const response = await request(url, { method, headers, body, signal, dispatcher });
    const location = response.headers.location;
    if (!outgoing.follow || ![301, 302, 303, 307, 308].includes(response.statusCode) || typeof location !== "string")
      return { url, response };
    await response.body.dump();
    if (redirects === MAX_REDIRECTS)
      throw new ToolError("http_redirect", `${shown(outgoing.url)} redirects more than ${MAX_REDIRECTS} times.`);
    if (!URL.canParse(location, url))
      throw new ToolError("http_redirect", `${shown(url)} redirects to something that is no address.`);
    const next = new URL(location, url);
    const changesMethod =
      response.statusCode === 303 ? method !== "HEAD" : response.statusCode < 303 && method === "POST";
    if (changesMethod) {
      method = "GET";
      body = undefined;
      headers = without(headers, (name) => name.startsWith("content-") || name === "idempotency-key");
    }
    if (next.host !== url.host && next.host !== outgoing.url.host && outgoing.mayGoOn) {
      egress.check(next);
      if (!(await outgoing.mayGoOn(next))) throw held(outgoing.url, next);
    }
    if (next.origin !== url.origin) {
      if (body !== undefined) {
        throw new ToolError(
          "http_redirect",
          `${shown(url)} redirects to ${next.origin}, and what is sent was not meant for it. Call the new address itself.`,
        );
      }
      // Whatever was put into a header for one server is not another's to see.
      headers = without(headers, (name) => !SHARED.has(name));
    }
    url = next;
  }
}

/** It is not asked: the call that a person would be shown is another one. */
function held(from: URL, to: URL): ToolError {
  return new ToolError(
    "http_redirect_held",
    `${shown(from)} redirects to ${to.host}, which nobody has named, or which a rule keeps from this call. Call ${shown(to)} itself if it is needed: the rules then decide, and a person may be asked.`,
    { details: { host: to.host } },
  );
}

const SHARED = new Set(["accept", "accept-encoding", "accept-language", "user-agent"]);

function without(headers: Record<string, string>, drop: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !drop(name.toLowerCase())));
}

function retryAfterMs(header: string | string[] | undefined): number | undefined {
  if (typeof header !== "string") return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

/** Without a cause: a broken connection to somebody else must not be taken for our database's. */
export function toolError(
  error: unknown,
  { method, url, timeoutMs }: Pick<Outgoing, "method" | "url" | "timeoutMs">,
): ToolError {
  if (error instanceof ToolError) return error;
  const what = `${method} ${shown(url)}`;
  if (error instanceof Error && (error.name === "TimeoutError" || TIMEOUTS.some((type) => error instanceof type))) {
    return new ToolError("http_timeout", `${what} took longer than ${timeoutMs / 1000} s.`, {
      sentence: sentence("failed.http_timeout", { what, ms: timeoutMs }),
      retryable: true,
    });
  }
  if (error instanceof errors.InvalidArgumentError)
    return new ToolError("http_arguments", `${what} cannot be sent: ${error.message}.`);
  return new ToolError("http_network", `${what} did not get through: ${messageOf(error)}.`, {
    sentence: sentence("failed.http_network", { what, why: messageOf(error) }),
    retryable: true,
  });
}

const TIMEOUTS = [errors.HeadersTimeoutError, errors.BodyTimeoutError, errors.ConnectTimeoutError];

/** Queries often carry keys. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
