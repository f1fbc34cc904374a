import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { Db } from "../db/database.ts";

export interface Metrics {
  registry: Registry;
  /** measures every request by its route */
  measure: MiddlewareHandler;
}

export function createMetrics(db: Db): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "taskwright_http_request_seconds",
    help: "Time until the answer begins, by route",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  new Gauge({
    name: "taskwright_tasks",
    help: "Tasks that have not ended, by status",
    labelNames: ["status"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { status, count } of await countUnfinished(db)) this.set({ status }, Number(count));
    },
  });
  return {
    registry,
    async measure(context, next) {
      const begun = performance.now();
      await next();
      const labels = { method: context.req.method, route: routeOf(context), status: context.res.status };
      durations.observe(labels, (performance.now() - begun) / 1_000);
    },
  };
}

/** The pattern, not the address: there are as many addresses as tasks. */
function routeOf(context: Context): string {
  return matchedRoutes(context).find(({ path }) => !path.endsWith("*"))?.path ?? "other";
}

async function countUnfinished(db: Db) {
  return await db
    .selectFrom("tasks")
    .select(({ fn }) => ["status", fn.countAll<number>().as("count")])
    .where("status", "in", ["scheduled", "queued", "running", "waiting", "paused"])
    .groupBy("status")
    .execute();
}
