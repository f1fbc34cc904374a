import type { CompiledAgent } from "../../definitions/compiled.ts";
import { evaluate, evaluateText, stepEvent, type StepResult, stepWrite, type Visit } from "../../engine/visit.ts";
import { withDeadline } from "../deadline.ts";
import { attend, handOver } from "./handover.ts";
import type { Assignment } from "./prompt.ts";
import { converse } from "./turns.ts";

/** Instructions in words: a model carries them out, or, when none is connected, a person does. */
export async function walkAgent(visit: Visit<CompiledAgent>): Promise<StepResult> {
  const { segment, path, row } = visit;
  if (row?.wait?.type === "person") return await attend(visit, row.wait);
  let assignment = (row?.input ?? null) as Assignment | null;
  if (!assignment) {
    const { instructions: role, modelId } = await segment.profile();
    const isConnected = modelId !== null && (await segment.engine.models.describe(segment.task.workspace_id, modelId));
    if (!isConnected) return await handOver(visit);
    assignment = { ...(await told(visit)), role, modelId, at: segment.now().toISOString() };
    segment.note(stepWrite(visit, "running", { input: assignment }), stepEvent(visit, "started"));
  }
  const result = await withDeadline(visit, async (lane) => await converse(visit, assignment, lane));
  if (result.type === "done" || result.type === "failed") segment.progress.plan(path, null);
  if (result.type === "done") {
    segment.note(stepWrite(visit, "complete", { output: result.output }), stepEvent(visit, "completed"));
  }
  return result;
}

async function told({ step, scope }: Visit<CompiledAgent>) {
  const instructions = (await evaluateText(step.instructions, scope)) ?? "";
  return { instructions, data: (await evaluate(step.with, scope)) ?? null };
}
