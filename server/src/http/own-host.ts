import type { MiddlewareHandler } from "hono";
import { AppError } from "../errors.ts";

/**
 * A page elsewhere can let its own name point to 127.0.0.1 and then call us as "same origin" (DNS
 * rebinding); the Host header still has that name. So a server for this machine alone answers only
 * to this machine's names, and to the name in BASE_URL.
 */
export function ownHostOnly(config: { host: string; baseUrl: string | undefined }): MiddlewareHandler {
  const own = config.baseUrl === undefined ? undefined : new URL(config.baseUrl).hostname;
  const local = isLoopback(config.host);
  return async (context, next) => {
    const name = hostname(context.req.header("host") ?? new URL(context.req.url).host);
    if (local && name !== own && !isLoopback(name)) {
      throw new AppError(
        "forbidden",
        `This server answers on this machine only, not as "${name}". To open it to others, set HOST and BASE_URL.`,
      );
    }
    await next();
  };
}

export function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    host === "[::1]" ||
    /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host)
  );
}

function hostname(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, "");
}
