import type { Task, TaskOutcomes, TaskPage } from "@taskwright/api/task.ts";
import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/http.ts";
import type { InteractionList } from "../interactions/queries.ts";

/** Under one key, so that one word brings all of them up to date. */
export const HOME = ["home"] as const;
export const SHOWN = 5;

export const runningQuery = queryOptions({
  queryKey: [...HOME, "running"],
  queryFn: ({ signal }) => get<TaskPage>("/tasks", { status: "running", limit: SHOWN }, signal),
});

export const failedQuery = queryOptions({
  queryKey: [...HOME, "failed"],
  queryFn: ({ signal }) => get<TaskPage>("/tasks", { status: "error", limit: SHOWN }, signal),
});

export const outcomesQuery = queryOptions({
  queryKey: [...HOME, "outcomes"],
  queryFn: ({ signal }) => get<TaskOutcomes>("/tasks/outcomes", { hours: 24 }, signal),
  // the hour under way becomes the next one by itself
  refetchInterval: 60_000,
});

/** Whether this person has run something and decided something, as far as the last fifty of each tell. */
export function doneQuery(user: number) {
  return queryOptions({
    queryKey: [...HOME, "done", user],
    async queryFn({ signal }) {
      const [tasks, decided] = await Promise.all([
        get<TaskPage>("/tasks", { kind: "manual", limit: 50 }, signal),
        get<InteractionList>("/interactions", { status: "decided", limit: 50 }, signal),
      ]);
      return {
        ran: tasks.items.find(({ createdBy }) => createdBy.type === "user" && createdBy.id === user) ?? null,
        decided: decided.items.some(({ decidedBy }) => decidedBy?.type === "user" && decidedBy.id === user),
      };
    },
  });
}

/** What the definition's first known task was given: on the first day that is the example. */
export function exampleInputsQuery(definition: string) {
  return queryOptions({
    queryKey: [...HOME, "example", definition],
    async queryFn({ signal }): Promise<Record<string, unknown> | null> {
      const { items } = await get<TaskPage>("/tasks", { definition, limit: 1 }, signal);
      if (items.length === 0) return null;
      return (await get<Task>(`/tasks/${items[0]!.id}`, {}, signal)).inputs;
    },
  });
}
