import { type Sentence, sentence } from "@taskwright/api/sentence.ts";
import type { TaskError } from "@taskwright/api/task.ts";
import type { Scope } from "../definitions/compiled.ts";
import { countLostTurns } from "./lost-turns.ts";
import type { Segment } from "./segment.ts";
import type { StepResult, WalkSteps } from "./visit.ts";
import { evaluate } from "./visit.ts";
import { errorOf } from "./walk.ts";

/** What a segment came to. `settle` writes it. */
export type SegmentOutcome =
  | { type: "completed"; outputs: unknown }
  | { type: "failed"; error: TaskError }
  | { type: "cancelled"; text: string; sentence: Sentence }
  | { type: "parked" }
  | { type: "stopped" };

/** Runs the task as far as it goes now. */
export async function execute(segment: Segment, walk: WalkSteps): Promise<SegmentOutcome> {
  const deadline = armTimeout(segment);
  countLostTurns(segment);
  try {
    if (segment.stop === "timeout") return { type: "failed", error: timeoutError(segment) };
    if (segment.stop !== null) return { type: "stopped" };
    const { task, definition } = segment;
    const scope: Scope = {
      inputs: task.inputs,
      steps: {},
      task: {
        id: task.id,
        title: task.title,
        kind: task.kind,
        definition: task.definition_name,
        agent: task.agent_name,
        createdAt: task.created_at.toISOString(),
      },
      now: segment.now().toISOString(),
    };
    const result = await walk({ segment, lane: undefined }, definition.steps, scope, "");
    return await outcomeOf(segment, result, scope);
  } finally {
    deadline.disarm();
  }
}

async function outcomeOf(segment: Segment, result: StepResult, scope: Scope): Promise<SegmentOutcome> {
  // A pause asked for while the last step ran came too late to stop anything; the work is done.
  if (result.type === "done") {
    try {
      return { type: "completed", outputs: (await evaluate(segment.definition.outputs, scope)) ?? null };
    } catch (error) {
      const why = errorOf(error);
      return { type: "failed", error: { ...why, message: `The outputs could not be put together: ${why.message}` } };
    }
  }
  if (result.type === "failed") return { type: "failed", error: result.error };
  if (result.type === "cancelled") return result;
  if (segment.stop === "timeout") return { type: "failed", error: timeoutError(segment) };
  return segment.stop === null && result.type === "parked" ? { type: "parked" } : { type: "stopped" };
}

/** Time that counts against the timeout: running, and waiting for anything but people. */
export function usedMs({ running_ms, waiting_ms, person_ms, timeout_base_ms }: Segment["task"]): number {
  return running_ms + waiting_ms - person_ms - timeout_base_ms;
}

export function timeoutLeftMs(segment: Segment): number | null {
  const { task } = segment;
  if (task.timeout_ms === null) return null;
  return task.timeout_ms - usedMs(task) - (segment.now().getTime() - task.now.getTime());
}

/** setTimeout counts in 32 bits; a segment does not last that long. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function armTimeout(segment: Segment): { disarm(): void } {
  const left = timeoutLeftMs(segment);
  if (left === null) return { disarm() {} };
  if (left <= 0) segment.requestStop("timeout");
  const timer = setTimeout(() => segment.requestStop("timeout"), Math.max(0, Math.min(left, LONGEST_TIMER_MS)));
  return { disarm: () => clearTimeout(timer) };
}

function timeoutError(segment: Segment): TaskError {
  const seconds = Math.round((segment.task.timeout_ms ?? 0) / 1000);
  return {
    code: "timeout",
    message: `The task was not done within its timeout of ${seconds} s (time spent on people is not counted). Retry it to give it the same time again.`,
    sentence: sentence("failed.task_timeout", { seconds }),
    retryable: false,
    ...(segment.progress.now().step ? { stepPath: segment.progress.now().step! } : {}),
  };
}
