import type { TaskSummary } from "@taskwright/api/task.ts";
import { messageOf } from "../api/problem.ts";
import { controlTask, type ControlVerb } from "./queries.ts";

const AT_ONCE = 6;

export interface BulkResult {
  done: number;
  /** which were refused, and why, in the server's words */
  refused: { task: TaskSummary; why: string }[];
  /** stopped before these were asked for */
  left: number;
}

/** The same verb for many tasks, a few at a time. Every one of them is answered for. */
export async function controlTasks(
  tasks: readonly TaskSummary[],
  verb: ControlVerb,
  options: {
    reason?: string;
    onProgress?(done: number): void;
    signal?: AbortSignal;
    control?: (id: number, verb: ControlVerb, reason?: string) => Promise<unknown>;
  } = {},
): Promise<BulkResult> {
  const { control = controlTask } = options;
  const result: BulkResult = { done: 0, refused: [], left: 0 };
  const waiting = [...tasks];
  async function work(): Promise<void> {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      try {
        await control(task.id, verb, options.reason);
        result.done++;
      } catch (error) {
        result.refused.push({ task, why: messageOf(error) });
      }
      options.onProgress?.(result.done + result.refused.length);
      if (options.signal?.aborted) break;
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  result.left = waiting.length;
  return result;
}
