import type { CompiledSet } from "../definitions/compiled.ts";
import { done, evaluate, stepEvent, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";

/** A value, from other values. Pure: written with the next thing that must be durable. */
export async function walkSet(visit: Visit<CompiledSet>): Promise<StepResult> {
  const output = (await evaluate(visit.step.value, visit.scope)) ?? null;
  visit.segment.note(stepWrite(visit, "complete", { output }), stepEvent(visit, "completed"));
  return done(output);
}
