import type { Tool } from "../apps/tool.ts";
import { decidePolicy, type PolicyDecision } from "../controls/policy.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import { failed, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";
import { askLeave } from "./approval.ts";
import { callTool, readArgs } from "./call.ts";

/** Makes a call as the rules of definition and agent have it: at once, after a person's leave, or not at all. */
export async function callAsRuled(visit: Visit<CompiledUse>, tool: Tool, given: unknown): Promise<StepResult> {
  const read = readArgs(tool, given);
  if ("failure" in read) return read.failure;
  const call = { given, args: read.args };
  const decision = await decideFor(visit, tool, read.args);
  if (decision.policy === "deny") return refuse(visit, tool, given, decision);
  if (decision.policy === "ask") return await askLeave(visit, tool, call, decision);
  return await callTool(visit, tool, call, spoken(decision));
}

/** Conditions see the arguments as the tool reads them: what is left out has its default. */
export async function decideFor(
  { segment, step, scope }: Visit<CompiledUse>,
  tool: Tool,
  args: unknown,
): Promise<PolicyDecision> {
  return await decidePolicy({
    tool,
    scope: { ...scope, args },
    chosenBy: step.chosenBy,
    definition: segment.definition.controls,
    agent: { name: segment.task.agent_name, rules: segment.agentRules },
    untrusted: segment.untrusted,
  });
}

/** Recorded with the step, unless no rule said anything. */
export function spoken({ rule }: PolicyDecision): PolicyDecision["rule"] | undefined {
  return rule.where === "default" && rule.policy === "allow" ? undefined : rule;
}

export function refuse(visit: Visit<CompiledUse>, tool: Tool, given: unknown, { rule }: PolicyDecision): StepResult {
  const { segment } = visit;
  segment.note(stepWrite(visit, "waiting", { input: given, tool: tool.name, effect: tool.effect, rule }));
  const whose = rule.where === "agent" ? `agent "${segment.task.agent_name}"` : "the definition";
  return failed("denied", `"${tool.name}" was not called: ${whose} does not let it (${rule.text}).`, {
    details: { rule },
  });
}
