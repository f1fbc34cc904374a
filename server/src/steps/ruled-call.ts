import type { Tool } from "../apps/tool.ts";
import type { PolicyDecision } from "../controls/policy.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import type { StepResult, Visit } from "../engine/visit.ts";
import { askLeave } from "./approval.ts";
import { callTool, readArgs } from "./call.ts";
import { decideFor, refuse, unconfirmed } from "./ruling.ts";

/** Makes a call as the rules of definition and agent have it: at once, after a person's leave, or not at all. */
export async function callAsRuled(visit: Visit<CompiledUse>, tool: Tool, given: unknown): Promise<StepResult> {
  if (tool.confirmed === false) return unconfirmed(tool);
  const read = readArgs(tool, given);
  if ("failure" in read) return read.failure;
  const call = { given, args: read.args };
  const decision = await decideFor(visit, tool, read.args);
  if (decision.policy === "deny") return refuse(visit, tool, given, decision);
  const assumed = visit.segment.task.dry_run?.approvals === "assume";
  if (decision.policy === "ask" && !assumed) return await askLeave(visit, tool, call, decision);
  return await callTool(visit, tool, call, { rule: spoken(decision) });
}

/** Recorded with the step, unless no rule said anything. */
function spoken({ rule }: PolicyDecision): PolicyDecision["rule"] | undefined {
  return rule.where === "default" && rule.policy === "allow" ? undefined : rule;
}
