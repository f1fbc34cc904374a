import type { EventPage } from "@taskwright/api/event.ts";
import type { StepPage } from "@taskwright/api/step.ts";
import type { CreateTask, Task, TaskChange, TaskCounts } from "@taskwright/api/task.ts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, newIdempotencyKey, send } from "../api/http.ts";
import { queryOf, type TaskSearch } from "./search.ts";

/** Each is counted up to 10,000. Looking for words in all titles again and again would cost too much. */
export function taskCountsQuery(search: TaskSearch = {}) {
  const { status: _, sort: __, q, ...filter } = queryOf(search);
  return queryOptions({
    queryKey: ["tasks", "counts", filter],
    queryFn: ({ signal }) => get<TaskCounts>("/tasks/counts", filter, signal),
    enabled: q === undefined,
    staleTime: 3_000,
  });
}

export function taskQuery(id: number) {
  return queryOptions({ queryKey: ["task", id], queryFn: ({ signal }) => get<Task>(`/tasks/${id}`, {}, signal) });
}

/** All pages are fetched one after the other up to MAX_STEPS. */
export const MAX_STEPS = 2_000;
export function stepsQuery(id: number) {
  return infiniteQueryOptions({
    queryKey: ["task", id, "steps"],
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof StepPage>>(`/tasks/${id}/steps`, { cursor: pageParam, limit: 200 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function taskEventsQuery(id: number) {
  return infiniteQueryOptions({
    queryKey: ["task", id, "events"],
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof EventPage>>(`/tasks/${id}/events`, { cursor: pageParam, limit: 200 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export type ControlVerb = "pause" | "resume" | "retry" | "cancel";
const PLACES: Record<ControlVerb, string> = {
  pause: "pause",
  resume: "resumption",
  retry: "retry",
  cancel: "cancellation",
};

export function controlTask(id: number, verb: ControlVerb, reason?: string): Promise<TaskChange> {
  return send<TaskChange>("POST", `/tasks/${id}/${PLACES[verb]}`, reason ? { reason } : {});
}

export function createTask(task: CreateTask, key = newIdempotencyKey()): Promise<Task> {
  return send<Task>("POST", "/tasks", task, key);
}
