import { openApiDocument } from "@taskwright/api/openapi.ts";
import { Hono } from "hono";
import { fileURLToPath } from "node:url";
import type { Authenticator } from "./access/authenticate.ts";
import { mayAct } from "./access/authorize.ts";
import { accessRoutes, isSecure } from "./access/routes.ts";
import { agentRoutes } from "./agents/routes.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/database.ts";
import { compileCondition } from "./definitions/expression.ts";
import { AppError } from "./errors.ts";
import { type EventServices, eventRoutes } from "./events/routes.ts";
import { clientAddress } from "./http/client-address.ts";
import { logRequests } from "./http/log-requests.ts";
import { createMetrics } from "./http/metrics.ts";
import { API_PREFIX, type Mount, createMount } from "./http/mount.ts";
import { isLoopback, ownHostOnly } from "./http/own-host.ts";
import { servePages } from "./http/pages.ts";
import { problemResponse } from "./http/problem.ts";
import { allowedMethods } from "./http/route-match.ts";
import { securityHeaders } from "./http/security-headers.ts";
import type { Log } from "./log.ts";
import { type SystemServices, VERSION } from "./system/info.ts";
import { readReadiness } from "./system/readiness.ts";
import { systemRoutes } from "./system/routes.ts";

export interface AppServices extends EventServices, SystemServices {
  config: Pick<Config, "host" | "baseUrl" | "databaseUrl" | "dataDir" | "smtpUrl" | "secretKey">;
  log: Log;
  database: Database;
  authenticator: Authenticator;
  /** where the page was built to; by default web/dist */
  pages?: string;
  /** Tests: answers must fit their schemas. */
  checkReplies?: boolean;
}

/** Rooms that main puts in: each mounts its own operations; one that speaks another protocol takes the app itself. */
export type Room = (mount: Mount, app: Hono) => void;

/** The whole server as one function from request to answer. */
export function createApp(services: AppServices, rooms: readonly Room[] = []): Hono {
  const { config, log, database } = services;
  const app = new Hono();
  const metrics = createMetrics(database.db);

  app.onError((error, context) => problemResponse(error, context.req, log));
  app.use(securityHeaders({ https: isSecure(config.baseUrl) }));
  app.use(metrics.measure);
  app.use(logRequests(log));
  app.use(ownHostOnly(config));

  const mount = createMount(app, services);
  accessRoutes(services, mount);
  agentRoutes(mount, compileCondition);
  eventRoutes(services, mount);
  systemRoutes(services, mount);
  for (const room of rooms) room(mount, app);

  let document: string | undefined;
  app.get(`${API_PREFIX}/openapi.json`, (context) => {
    document ??= JSON.stringify(openApiDocument({ version: VERSION, url: config.baseUrl }));
    return context.body(document, 200, { "content-type": "application/json" });
  });
  app.get("/healthz", (context) => context.json({ alive: true }));
  app.get("/readyz", async (context) => {
    const readiness = await readReadiness(database.db);
    if (readiness.ready) return context.json(readiness);
    return context.json(readiness, 503, { "retry-after": "1" });
  });
  // For a scraper on this machine as it is; through a proxy or from elsewhere with a key.
  app.get("/metrics", async (context) => {
    const proxied = ["forwarded", "x-forwarded-for", "via"].some((name) => context.req.header(name));
    if (proxied || !isLoopback(clientAddress(context))) {
      const caller = await services.authenticator.authenticate(context.req.raw.headers);
      if (!caller || !mayAct(caller.actor, "system.read")) {
        throw new AppError(
          "unauthenticated",
          "Read the metrics from this machine, or with the API key of an operator.",
        );
      }
    }
    const { registry } = metrics;
    return context.body(await registry.metrics(), 200, { "content-type": registry.contentType });
  });

  app.all("/api/*", (context) => {
    const { method, path } = context.req;
    const allow = allowedMethods(path);
    if (allow.length === 0) {
      throw new AppError("not_found", `There is no ${path}. See ${API_PREFIX}/openapi.json for what there is.`);
    }
    throw new AppError("method_not_allowed", `${path} does not take ${method}.`, { details: { allow } });
  });
  app.use(servePages(services.pages ?? fileURLToPath(new URL("../../web/dist", import.meta.url))));
  app.notFound((context) => {
    const nothing = new AppError("not_found", `There is nothing at ${context.req.path}.`);
    return problemResponse(nothing, context.req, log);
  });
  return app;
}
