import type { DryRunReport } from "@taskwright/api/dry-run.ts";
import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/http.ts";

/** Beneath the task, so that it is read again with it. */
export function dryRunReportQuery(task: number) {
  return queryOptions({
    queryKey: ["task", task, "dry-run-report"],
    queryFn: ({ signal }) => get<DryRunReport>(`/tasks/${task}/dry-run-report`, {}, signal),
  });
}
