import type { Interaction, InteractionPage, RespondToInteraction } from "@taskwright/api/interaction.ts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, send } from "../api/http.ts";

export type InteractionList = z.infer<typeof InteractionPage>;

export function inboxQuery(whose: "mine" | "all") {
  return infiniteQueryOptions({
    queryKey: ["interactions", "open", whose],
    queryFn: ({ pageParam, signal }) =>
      get<InteractionList>(
        "/interactions",
        { status: "open", mine: whose === "mine" ? true : undefined, cursor: pageParam, limit: 100 },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** For the badge in the rail: up to a page of them is counted, then it reads "99+". */
export const inboxCountQuery = queryOptions({
  queryKey: ["interactions", "count"],
  queryFn: ({ signal }) => get<InteractionList>("/interactions", { status: "open", mine: true, limit: 99 }, signal),
});

export function interactionQuery(id: number) {
  return queryOptions({
    queryKey: ["interactions", id],
    queryFn: ({ signal }) => get<Interaction>(`/interactions/${id}`, {}, signal),
  });
}

export function taskInteractionsQuery(task: number) {
  return queryOptions({
    queryKey: ["interactions", "task", task],
    queryFn: async ({ signal }) => (await get<InteractionList>("/interactions", { task, limit: 200 }, signal)).items,
  });
}

export function respond(id: number, response: RespondToInteraction): Promise<Interaction> {
  return send<Interaction>("POST", `/interactions/${id}/response`, response);
}
