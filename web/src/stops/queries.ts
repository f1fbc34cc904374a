import type { CreateStop, Stop, StopPage } from "@taskwright/api/stop.ts";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, newIdempotencyKey, send } from "../api/http.ts";

export const stopsQuery = queryOptions({
  queryKey: ["stops", "in-force"],
  queryFn: async ({ signal }) =>
    (await get<z.infer<typeof StopPage>>("/stops", { lifted: false, limit: 200 }, signal)).items,
  staleTime: 60_000,
});

export const pastStopsQuery = queryOptions({
  queryKey: ["stops", "lifted"],
  queryFn: async ({ signal }) =>
    (await get<z.infer<typeof StopPage>>("/stops", { lifted: true, limit: 50 }, signal)).items,
});

export function createStop(stop: CreateStop): Promise<Stop> {
  return send<Stop>("POST", "/stops", stop, newIdempotencyKey());
}
export function liftStop(id: number): Promise<Stop> {
  return send<Stop>("DELETE", `/stops/${id}`);
}
