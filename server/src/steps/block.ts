import type { CompiledBlock } from "../definitions/compiled.ts";
import { stepEvent, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";
import { leavesOf } from "../engine/walk.ts";
import { withDeadline } from "./deadline.ts";

/** Steps in order; with `if` and `else`, one list or the other. Which one is recorded, and stays. */
export async function walkBlock(visit: Visit<CompiledBlock>): Promise<StepResult> {
  const { segment, step, path, scope, row } = visit;
  const way = row ? (row.input as { if: boolean }).if : step.if === null ? true : await step.if.evaluate(scope);
  if (!row) segment.note(stepWrite(visit, "running", { input: { if: way } }));
  const steps = way ? step.steps : step.else!;
  // Progress counted on the first list.
  if (!way) segment.progress.expect(leavesOf({ ...step, steps }) - leavesOf(step));
  const result = await withDeadline(
    visit,
    async (lane) => await visit.walk(visit, steps, scope, way ? `${path}.` : `${path}.else.`, lane),
  );
  if (result.type === "done" && row?.status !== "complete") {
    segment.note(stepWrite(visit, "complete", { output: result.output }), stepEvent(visit, "completed"));
  }
  return result;
}
