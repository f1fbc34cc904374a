import type { Event } from "@taskwright/api/event.ts";
import type { Step, StepDetails } from "@taskwright/api/step.ts";
import type { CreateTask, Task, TaskCounts, TaskGrouping, TaskGroups, TaskPage } from "@taskwright/api/task.ts";
import type { ControlledTasks, ControlTasks, ControlVerb, SkipStep, TaskChange } from "@taskwright/api/task-control.ts";
import { queryOptions } from "@tanstack/react-query";
import { API, get, newIdempotencyKey, queryString, send } from "../api/http.ts";
import { type Paged, readPages } from "./read-pages.ts";
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

/** Days begin where the reader is, as those that a list is narrowed to. */
export function taskGroupsQuery(search: TaskSearch, by: TaskGrouping) {
  const { sort: _, ...filter } = queryOf(search);
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  return queryOptions({
    queryKey: ["tasks", "groups", by, filter],
    queryFn: ({ signal }) => get<TaskGroups>("/tasks/groups", { ...filter, by, zone }, signal),
    staleTime: 3_000,
  });
}

export const FIRST_OF_GROUP = 20;

export function groupTasksQuery(search: TaskSearch) {
  const filter = queryOf(search);
  return queryOptions({
    queryKey: ["tasks", "group", filter],
    queryFn: ({ signal }) => get<TaskPage>("/tasks", { ...filter, limit: FIRST_OF_GROUP }, signal),
    staleTime: 3_000,
  });
}

export function taskQuery(id: number) {
  return queryOptions({
    queryKey: ["task", id],
    queryFn: ({ signal }) => get<Task>(`/tasks/${id}`, { bodies: "short" }, signal),
  });
}

/** Where the whole of what a task was given or gave back is. */
export function taskBodyAddress(id: number, part: "inputs" | "outputs"): string {
  return `${API}/tasks/${id}/body?part=${part}`;
}

/** All steps, a thousand at a time, without their inputs and outputs: a timeline needs none. */
export function stepsQuery(id: number) {
  const queryKey = ["task", id, "steps"] as const;
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }) =>
      readPages<Step>({
        before: client.getQueryData<Paged<Step>[]>(queryKey),
        read: (cursor) => get(`/tasks/${id}/steps`, { cursor, limit: 1_000, bodies: "none" }, signal),
        // a retry opens steps again that failed
        isSettled: ({ items }) => items.every(({ status }) => status === "complete" || status === "skipped"),
        onPage: (pages) => client.setQueryData(queryKey, pages),
      }),
  });
}

/** One attempt with its bodies. Asked again only when its row changed: `step` is the row of the list. */
export function stepQuery(task: number, step: Step) {
  return queryOptions({
    queryKey: ["step", task, step.path, step.attempt, step.status, step.endedAt],
    queryFn: ({ signal }) => get<StepDetails>(stepAddress(task, step.path), { attempt: step.attempt }, signal),
    staleTime: step.endedAt === null ? 5_000 : Infinity,
  });
}

function stepAddress(task: number, path: string): string {
  return `/tasks/${task}/steps/${encodeURIComponent(path)}`;
}

/** Where the whole of a body is, to be saved or read. */
export function bodyAddress(task: number, step: Pick<Step, "path" | "attempt">, part: "input" | "output"): string {
  return `${API}${stepAddress(task, step.path)}/body${queryString({ attempt: step.attempt, part })}`;
}

/** Everything that happened, oldest first; what happened stays as it is. */
export function taskEventsQuery(id: number) {
  const queryKey = ["task", id, "events"] as const;
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }) =>
      readPages<Event>({
        before: client.getQueryData<Paged<Event>[]>(queryKey),
        read: (cursor) => get(`/tasks/${id}/events`, { cursor, limit: 1_000 }, signal),
        isSettled: () => true,
        onPage: (pages) => client.setQueryData(queryKey, pages),
      }),
  });
}

export type { ControlVerb };
const PLACES: Record<ControlVerb, string> = {
  pause: "pause",
  resume: "resumption",
  retry: "retry",
  cancel: "cancellation",
};

export function controlTask(id: number, verb: ControlVerb, reason?: string): Promise<TaskChange> {
  return send<TaskChange>("POST", `/tasks/${id}/${PLACES[verb]}`, reason ? { reason } : {});
}

export function controlMany(body: ControlTasks): Promise<ControlledTasks> {
  return send<ControlledTasks>("POST", "/tasks/control", body, newIdempotencyKey());
}

export function skipStep(id: number, skip: SkipStep): Promise<TaskChange> {
  return send<TaskChange>("POST", `/tasks/${id}/skip`, skip);
}

export function createTask(task: CreateTask, key = newIdempotencyKey()): Promise<Task> {
  return send<Task>("POST", "/tasks", task, key);
}
