import type { EventPage } from "@taskwright/api/event.ts";
import type { StepPage } from "@taskwright/api/step.ts";
import type { CreateTask, Task, TaskChange, TaskCounts, TaskPage } from "@taskwright/api/task.ts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, newIdempotencyKey, send } from "../api/http.ts";

export interface TaskFilter {
  status?: string;
  definition?: string;
  q?: string;
  parent?: number;
}

const PAGE = 100;

export function taskListQuery(filter: TaskFilter) {
  return infiniteQueryOptions({
    queryKey: ["tasks", "list", filter],
    queryFn: ({ pageParam, signal }) => get<TaskPage>("/tasks", { ...filter, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** The newest tasks of a filter, read beside the list to see what has come since. */
export function readHead(filter: TaskFilter): Promise<TaskPage> {
  return get<TaskPage>("/tasks", { ...filter, limit: 50 });
}

export const taskCountsQuery = queryOptions({
  queryKey: ["tasks", "counts"],
  queryFn: ({ signal }) => get<TaskCounts>("/tasks/counts", {}, signal),
});

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
