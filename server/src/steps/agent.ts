import type { CompiledAgent } from "../definitions/compiled.ts";
import { evaluate, evaluateText, type StepResult, type Visit } from "../engine/visit.ts";
import { askPerson, stayParked } from "./question.ts";

/**
 * Instructions in words. No model can be connected yet, so the step is handed over: a person reads
 * the instructions, does the work and fills in the expected output; the task goes on from there.
 */
export async function walkAgent(visit: Visit<CompiledAgent>): Promise<StepResult> {
  const { step, scope, row } = visit;
  if (row?.wait?.type === "person") return stayParked(visit, row.wait);
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
