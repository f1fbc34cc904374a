import type { ExternalAction, ExternalActionPage } from "@taskwright/api/external-action.ts";
import { infiniteQueryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, send } from "../api/http.ts";

/** Of the workspace, or of one task. */
export function externalActionsQuery(task?: number) {
  return infiniteQueryOptions({
    queryKey: ["external-actions", task ?? "all"],
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof ExternalActionPage>>("/external-actions", { task, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function undoAction(id: number): Promise<ExternalAction> {
  return send<ExternalAction>("POST", `/external-actions/${id}/undo`);
}
