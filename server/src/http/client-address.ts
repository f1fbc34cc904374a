import type { Context } from "hono";
import type { IncomingMessage } from "node:http";

/** Of the socket: a header that anyone may write says nothing. Behind a proxy, the proxy's. */
export function clientAddress(context: Context): string {
  const incoming = (context.env as { incoming?: IncomingMessage } | undefined)?.incoming;
  return incoming?.socket.remoteAddress ?? "unknown";
}
