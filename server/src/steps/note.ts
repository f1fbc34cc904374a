import type { CompiledNote } from "../definitions/compiled.ts";
import { done, failed, stepEvent, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";

/** What an agent says of its own work. Nothing happens by it; written with the next thing that must be durable. */
export async function walkNote(visit: Visit<CompiledNote>): Promise<StepResult> {
  const { segment, step, path } = visit;
  const { tool, given, answer, event } = step;
  segment.note(stepWrite(visit, "running", { input: given, tool }));
  if (step.note === "refused") return failed("bad_call", String(answer), { details: { tool } });
  segment.note(
    stepWrite(visit, "complete", { output: answer, tool }),
    event ? { kind: event.kind, data: { ...event.data, path } } : stepEvent(visit, "completed"),
  );
  return await Promise.resolve(done(answer));
}
