import type { TaskSummary } from "@taskwright/api/task.ts";
import type { ControlledTasks, ControlTasks } from "@taskwright/api/task-control.ts";
import { ApiProblem, messageOf } from "../api/problem.ts";
import { controlMany, type ControlVerb } from "./queries.ts";

/** So many in a request that what is done is soon seen, and that one can still stop. */
const AT_ONCE = 100;

export interface BulkResult {
  done: number;
  /** which were refused, and why */
  refused: { task: TaskSummary; why: string }[];
  /** stopped before these were asked for */
  left: number;
}

/** The same verb for many tasks, some at a time. Every one of them is answered for. */
export async function controlTasks(
  tasks: readonly TaskSummary[],
  verb: ControlVerb,
  options: {
    reason?: string;
    onProgress?(done: number): void;
    signal?: AbortSignal;
    control?: (body: ControlTasks) => Promise<ControlledTasks>;
  } = {},
): Promise<BulkResult> {
  const { control = controlMany, reason } = options;
  const result: BulkResult = { done: 0, refused: [], left: 0 };
  let next = 0;
  for (; next < tasks.length && !options.signal?.aborted; next += AT_ONCE) {
    const some = tasks.slice(next, next + AT_ONCE);
    try {
      const { done, results } = await control({ verb, ids: some.map(({ id }) => id), ...(reason && { reason }) });
      result.done += done;
      for (const [place, { problem }] of results.entries())
        if (problem) result.refused.push({ task: some[place]!, why: new ApiProblem(problem).message });
    } catch (error) {
      // Nobody answers, or not for us: the next would fare no better.
      result.refused.push(...some.map((task) => ({ task, why: messageOf(error) })));
      next += AT_ONCE;
      break;
    }
    options.onProgress?.(result.done + result.refused.length);
  }
  result.left = Math.max(0, tasks.length - next);
  return result;
}
