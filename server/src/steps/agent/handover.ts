import type { CompiledAgent } from "../../definitions/compiled.ts";
import { evaluate, evaluateText, type StepResult, type Visit } from "../../engine/visit.ts";
import { askPerson } from "../question.ts";

/**
 * No model is connected: a person reads the instructions, does the work and fills in the expected
 * output; the task goes on from there.
 */
export async function handOver(visit: Visit<CompiledAgent>): Promise<StepResult> {
  const { step, scope } = visit;
  return await askPerson(visit, {
    kind: "handover",
    purpose: "result",
    title: visit.title ?? `Please do "${step.id}"`,
    body: await evaluateText(step.instructions, scope),
    form: step.output,
    subject: await evaluate(step.with, scope),
    assignees: ["role:operator"],
    dueMs: null,
  });
}
