import { sentence } from "@taskwright/api/sentence.ts";
import { type Tool, type ToolCall, ToolError } from "../apps/tool.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import type { Visit } from "../engine/visit.ts";
import { checkedAnswer } from "./tool-answer.ts";

const DEFAULT_TIMEOUT_MS = 60_000;
/** setTimeout counts in 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One call of a tool's code, with an end: its timeout, or that of the segment. */
export async function runTool(
  visit: Visit<CompiledUse>,
  tool: Tool,
  args: unknown,
  call: Omit<ToolCall, "signal">,
): Promise<unknown> {
  const { segment, step } = visit;
  const timeoutMs = Math.min(step.timeoutMs ?? tool.timeoutMs ?? DEFAULT_TIMEOUT_MS, LONGEST_TIMER_MS);
  // By hand: AbortSignal.any and a race cost more than most calls.
  const controller = new AbortController();
  const { promise: givenUp, reject: giveUp } = Promise.withResolvers<never>();
  let overdue = false;
  const abort = () => {
    controller.abort();
    giveUp(new ToolError("aborted", "The call was given up."));
  };
  const timer = setTimeout(() => {
    overdue = true;
    abort();
  }, timeoutMs);
  segment.abort.signal.addEventListener("abort", abort, { once: true });
  if (segment.abort.signal.aborted) abort();
  try {
    const running = tool.run(args, { ...call, signal: controller.signal });
    // A tool that does not listen to its signal must not hold the task.
    return checkedAnswer(tool, await Promise.race([running, givenUp]));
  } catch (error) {
    if (overdue && !segment.abort.signal.aborted) {
      throw new ToolError("timeout", `"${tool.name}" took longer than ${seconds(timeoutMs)}.`, {
        sentence: sentence("failed.call_timeout", { tool: tool.name, ms: timeoutMs }),
        retryable: mayRepeat(tool, args),
        cause: error,
      });
    }
    throw error;
  } finally {
    clearTimeout(timer);
    segment.abort.signal.removeEventListener("abort", abort);
  }
}

/** Whether a call whose outcome is unknown may be made again under its key. */
export function mayRepeat(tool: Tool, args: unknown): boolean {
  return tool.effect === "read" || (tool.repeatable?.(args) ?? tool.idempotent);
}

function seconds(ms: number): string {
  return ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${ms} ms`;
}
