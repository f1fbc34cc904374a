import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError } from "../errors.ts";

/**
 * Whoever sends slowly, on purpose or not, holds a connection no longer than this. Answers may take
 * as long as they like: event streams live for days.
 */
export const SERVER_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
};
const MAX_CONNECTIONS = 5_000;

export interface Listening {
  /** "http://127.0.0.1:8700" */
  url: string;
  port: number;
  /** Takes nothing new, and ends what still runs after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

export async function listen(
  app: Pick<Hono, "fetch">,
  { host, port, limits }: { host: string; port: number; limits?: Partial<typeof SERVER_LIMITS> },
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { ...SERVER_LIMITS, ...limits },
  }) as Server;
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    async close(graceMs = 2_000) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new AppError(
      "conflict",
      `Port ${port} on ${host} is taken by another program. Stop that one, or set PORT to another number.`,
      { cause: error },
    );
  }
  if (error.code === "EACCES") {
    return new AppError("forbidden", `Port ${port} may not be opened by this user. Set PORT to a number above 1024.`, {
      cause: error,
    });
  }
  return error;
}
