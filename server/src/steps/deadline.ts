import { sentence } from "@taskwright/api/sentence.ts";
import type { CompiledStep } from "../definitions/compiled.ts";
import type { StepResult, Visit } from "../engine/visit.ts";
import { failed } from "../engine/visit.ts";

/** setTimeout counts in 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A block's `timeout`: counted from the moment it began, also across waits and restarts, but not
 * while people are asked. When it passes, the block's steps stop at the next boundary and the block
 * has failed.
 */
export async function withDeadline(
  visit: Visit<CompiledStep>,
  walk: (lane: AbortSignal | undefined) => Promise<StepResult>,
): Promise<StepResult> {
  const { step, segment, path } = visit;
  if (step.timeoutMs === null || visit.row?.status === "complete") return await walk(visit.lane);
  const began = segment.steps.at(path)!.started_at;
  const people = segment.steps.personTime(`${path}.`, segment.now());
  const until = new Date(began.getTime() + step.timeoutMs + people.ms);
  const late = failed("timeout", `"${visit.title ?? step.id}" was not done in time.`, {
    sentence: sentence("failed.step_timeout", { step: visit.title ?? step.id }),
    retryable: false,
  });
  const left = until.getTime() - segment.now().getTime();
  if (left <= 0) return late;
  const timer = new AbortController();
  const handle = setTimeout(() => timer.abort(), Math.min(left, LONGEST_TIMER_MS));
  try {
    const lane = visit.lane ? AbortSignal.any([visit.lane, timer.signal]) : timer.signal;
    const result = await walk(lane);
    if (result.type === "stopped" && timer.signal.aborted && segment.stop === null) return late;
    if (result.type === "parked" && !segment.steps.personTime(`${path}.`, segment.now()).open) {
      segment.waits.push({
        until,
        reason: {
          code: "delay",
          text: `"${visit.title ?? step.id}" must be done by then`,
          sentence: sentence("waiting.deadline", { step: visit.title ?? step.id }),
          until: until.toISOString(),
          stepPath: path,
        },
      });
    }
    return result;
  } finally {
    clearTimeout(handle);
  }
}
