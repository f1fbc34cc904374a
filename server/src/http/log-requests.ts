import type { MiddlewareHandler } from "hono";
import type { Log } from "../log.ts";
import { API_PREFIX } from "./mount.ts";

/** At debug level: what the API was asked and how it went. No query, header or body: they may hold a code or a key. */
export function logRequests(log: Log): MiddlewareHandler {
  return async (context, next) => {
    const begun = performance.now();
    await next();
    const { method, path } = context.req;
    if (!path.startsWith(API_PREFIX)) return;
    log.debug({ method, path, status: context.res.status, ms: Math.round(performance.now() - begun) }, "answered");
  };
}
