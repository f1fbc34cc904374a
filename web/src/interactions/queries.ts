import type {
  CallTool,
  Deciders,
  Interaction,
  InteractionDetails,
  InteractionGroups,
  InteractionPage,
  RespondToInteraction,
} from "@taskwright/api/interaction.ts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, newIdempotencyKey, send } from "../api/http.ts";
import type { InboxSearch } from "./search.ts";

export type InteractionList = z.infer<typeof InteractionPage>;

/** Open ones by when they are due, then the oldest first; decided ones, the latest first. */
export function inboxQuery(search: InboxSearch) {
  const { whose, definition, kind } = search;
  const status = search.status ?? "open";
  const filter = { mine: status === "open" && whose !== "all" ? true : undefined, definition, kind, status };
  return infiniteQueryOptions({
    queryKey: ["interactions", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      get<InteractionList>("/interactions", { ...filter, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function groupsQuery(whose: "mine" | "all") {
  return queryOptions({
    queryKey: ["interactions", "groups", whose],
    queryFn: ({ signal }) =>
      get<InteractionGroups>("/interactions/groups", { mine: whose === "mine" ? true : undefined }, signal),
  });
}

export function decidersQuery(id: number) {
  return queryOptions({
    queryKey: ["interactions", id, "deciders"],
    queryFn: async ({ signal }) => (await get<Deciders>(`/interactions/${id}/deciders`, {}, signal)).items,
    staleTime: 60_000,
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

/** With the tools that one may call meanwhile, and the calls that were made. */
export function detailsQuery(id: number) {
  return queryOptions({
    queryKey: ["interactions", id, "details"],
    queryFn: ({ signal }) => get<InteractionDetails>(`/interactions/${id}`, {}, signal),
  });
}

export function callTool(id: number, call: CallTool): Promise<InteractionDetails> {
  return send<InteractionDetails>("POST", `/interactions/${id}/calls`, call, newIdempotencyKey());
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
