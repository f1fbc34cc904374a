import { sentence } from "@taskwright/api/sentence.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import { evaluate, failed, type StepResult, type Visit } from "../engine/visit.ts";
import { afterLeave } from "./approval.ts";
import { afterDoubt, settleDoubt } from "./doubt.ts";
import { afterReconnect } from "./reconnected.ts";
import { stayParked } from "./question.ts";
import { holdStopped } from "./stopped.ts";
import { callAsRuled } from "./ruled-call.ts";

/** Calls a tool: anew, or where an earlier segment left off. Also the calls that a model asks for go this way. */
export async function walkUse(visit: Visit<CompiledUse>): Promise<StepResult> {
  const { segment, step, row } = visit;
  const tool = (await segment.engine.catalogs.of(segment.task.workspace_id)).get(step.tool);
  if (!tool)
    return failed("unknown_tool", `There is no tool called "${step.tool}" any more. Change the definition.`, {
      sentence: sentence("failed.unknown_tool", { tool: step.tool }),
    });
  if (row?.wait?.type === "person" && !row.wait.decision) return stayParked(visit, row.wait);
  const stop = segment.engine.stops.ofTool(segment.task.workspace_id, tool.name);
  const held = stop && (await holdStopped(visit, tool, stop));
  if (held) return held;
  if (row?.wait?.type === "person") {
    const { decision, purpose } = row.wait;
    if (purpose === "reconnect") return await afterReconnect(visit, tool, row.input, decision!);
    return purpose === "control"
      ? await afterLeave(visit, tool, row.wait)
      : await afterDoubt(visit, tool, row.input, decision!);
  }
  if (row?.status === "running") return await settleDoubt(visit, tool);
  return await callAsRuled(visit, tool, (await evaluate(step.with, visit.scope)) ?? {});
}
