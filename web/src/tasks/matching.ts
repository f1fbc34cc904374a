import type { TaskPage, TaskSummary } from "@taskwright/api/task.ts";
import { get } from "../api/http.ts";
import { queryOf, type TaskSearch } from "./search.ts";

/** What is done to so many takes a minute or two; more would keep a person waiting. */
export const MOST_SELECTED = 10_000;
const PAGE = 200;

/** All tasks that match, page by page, up to `MOST_SELECTED`. */
export async function readMatchingTasks(
  search: TaskSearch,
  onProgress: (read: number) => void,
  signal: AbortSignal,
): Promise<TaskSummary[]> {
  const found: TaskSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await get<TaskPage>("/tasks", { ...queryOf(search), cursor, limit: PAGE }, signal);
    found.push(...page.items);
    onProgress(found.length);
    cursor = page.nextCursor ?? undefined;
  } while (cursor && found.length < MOST_SELECTED);
  return found.slice(0, MOST_SELECTED);
}
