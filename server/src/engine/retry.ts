import type { TaskError } from "@taskwright/api/task.ts";
import type { CompiledRetry } from "../definitions/compiled.ts";

export type AfterFailure = { type: "retry"; delayMs: number } | { type: "fail" };

/** What follows the failure of attempt `attempt` (from 1). */
export function afterFailure(retry: CompiledRetry | null, attempt: number, error: TaskError): AfterFailure {
  if (!retry || !error.retryable || attempt >= retry.attempts) return { type: "fail" };
  const factor = retry.backoff === "exponential" ? 2 ** Math.min(attempt - 1, 30) : 1;
  const delayMs = Math.min(retry.initialMs * factor, retry.maxMs);
  // Whoever asked for patience gets it.
  const { retryAfterMs } = (error.details ?? {}) as { retryAfterMs?: unknown };
  return { type: "retry", delayMs: typeof retryAfterMs === "number" ? Math.max(delayMs, retryAfterMs) : delayMs };
}
