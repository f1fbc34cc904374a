import type { TaskSummary } from "@taskwright/api/task.ts";
import { queryOf, type TaskSearch } from "./search.ts";

/** Whether a task belongs in a list, as the server would say: for rows that change while one looks. */
export function matches(task: TaskSummary, search: TaskSearch): boolean {
  const { createdFrom, createdBefore } = queryOf(search);
  if (search.status && !search.status.split(",").includes(task.status)) return false;
  if (search.definition && task.definition.name !== search.definition) return false;
  if (search.agent && task.agent.name !== search.agent) return false;
  if (search.kind && task.kind !== search.kind) return false;
  if (search.waitingFor === "people" && task.waitsFor.length === 0) return false;
  if (search.waitingFor === "me" && !task.waitsFor.some(({ mine }) => mine)) return false;
  if (createdFrom && task.createdAt < createdFrom) return false;
  if (createdBefore && task.createdAt >= createdBefore) return false;
  return !search.q || isMeant(task, search.q.trim());
}

function isMeant(task: TaskSummary, q: string): boolean {
  const number = /^#?(\d{1,15})$/.exec(q);
  return number ? task.id === Number(number[1]) : task.title.toLowerCase().includes(q.toLowerCase());
}
