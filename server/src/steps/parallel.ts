import type { CompiledParallel } from "../definitions/compiled.ts";
import { done, stepEvent, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";
import { withDeadline } from "./deadline.ts";
import { foremost } from "./foremost.ts";

/** Branches at the same time. Each sees what was before, not what its siblings do. */
export async function walkParallel(visit: Visit<CompiledParallel>): Promise<StepResult> {
  const { segment, step, path, scope, row } = visit;
  if (!row) segment.note(stepWrite(visit, "running", { input: {} }));
  const result = await withDeadline(visit, async (outer) => {
    const halt = new AbortController();
    const lane = outer ? AbortSignal.any([outer, halt.signal]) : halt.signal;
    const results = await Promise.all(
      step.branches.map(async (branch) => {
        const result = await visit.walk(visit, [branch], scope, `${path}.`, lane);
        // No sibling begins another step once one has failed; what is under way is finished and recorded.
        if (result.type === "failed" || result.type === "cancelled") halt.abort();
        return result;
      }),
    );
    return (
      foremost(results) ??
      done(Object.fromEntries(step.branches.map((branch) => [branch.id, scope.steps[branch.id] ?? null])))
    );
  });
  if (result.type === "done" && row?.status !== "complete") {
    segment.note(stepWrite(visit, "complete", { output: result.output }), stepEvent(visit, "completed"));
  }
  return result;
}
