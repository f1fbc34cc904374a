import type {
  CheckedDefinition,
  Definition,
  DefinitionPage,
  DefinitionSummary,
  DefinitionVersionPage,
  DefinitionExampleList,
  DefinitionUsageList,
  ToolInfo,
  ToolPage,
} from "@taskwright/api/definition.ts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, newIdempotencyKey, send } from "../api/http.ts";

type Page = z.infer<typeof DefinitionPage>;

/** All of them, page after page: a workspace has dozens, and the list groups them. */
export function definitionsQuery(q?: string) {
  return queryOptions({
    queryKey: ["definitions", "list", q ?? ""],
    async queryFn({ signal }) {
      const items: DefinitionSummary[] = [];
      let cursor: string | null = null;
      do {
        const page: Page = await get<Page>("/definitions", { q, cursor, limit: 200 }, signal);
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null && items.length < 2_000);
      return items;
    },
  });
}

export const definitionNamesQuery = queryOptions({
  ...definitionsQuery(),
  select: (items: DefinitionSummary[]) => items.map((item) => item.name),
});

export function definitionQuery(id: number, version?: number) {
  return queryOptions({
    queryKey: ["definition", id, version ?? "current"],
    queryFn: ({ signal }) => get<Definition>(`/definitions/${id}`, { version }, signal),
  });
}

export function versionsQuery(id: number) {
  return infiniteQueryOptions({
    queryKey: ["definition", id, "versions"],
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof DefinitionVersionPage>>(
        `/definitions/${id}/versions`,
        { cursor: pageParam, limit: 50 },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export const schemaQuery = queryOptions({
  queryKey: ["definition-schema"],
  queryFn: ({ signal }) => get<Record<string, unknown>>("/definitions/schema", {}, signal),
  staleTime: Infinity,
});
export const toolsQuery = queryOptions({
  queryKey: ["tools"],
  async queryFn({ signal }) {
    const items: ToolInfo[] = [];
    let cursor: string | null = null;
    do {
      const page: z.infer<typeof ToolPage> = await get("/tools", { limit: 200, cursor }, signal);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && items.length < 5_000);
    return items;
  },
  staleTime: 60_000,
});

export const usageQuery = queryOptions({
  queryKey: ["definitions", "usage"],
  queryFn: async ({ signal }) => {
    const { items } = await get<z.infer<typeof DefinitionUsageList>>("/definitions/usage", {}, signal);
    return new Map(items.map((usage) => [usage.definitionId, usage]));
  },
});

export const examplesQuery = queryOptions({
  queryKey: ["definition-examples"],
  queryFn: async ({ signal }) =>
    (await get<z.infer<typeof DefinitionExampleList>>("/definitions/examples", {}, signal)).items,
  staleTime: Infinity,
});

export function checkDefinition(source: string): Promise<CheckedDefinition> {
  return send<CheckedDefinition>("POST", "/definitions/check", { source });
}

/** Refused when another version than `follows` is current by now; 0 means that there is none yet. */
export function pushDefinition(source: string, follows: number | undefined): Promise<Definition> {
  return send<Definition>("POST", "/definitions", { source }, newIdempotencyKey(), follows);
}
