import type { Tool } from "../apps/tool.ts";
import { decidePolicy, type PolicyDecision } from "../controls/policy.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import { failed, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";

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
    untrusted: segment.steps.untrusted,
  });
}

export function refuse(visit: Visit<CompiledUse>, tool: Tool, given: unknown, { rule }: PolicyDecision): StepResult {
  const { segment } = visit;
  segment.note(stepWrite(visit, "waiting", { input: given, tool: tool.name, effect: tool.effect, rule }));
  const whose = rule.where === "agent" ? `agent "${segment.task.agent_name}"` : "the definition";
  return failed("denied", `"${tool.name}" was not called: ${whose} does not let it (${rule.text}).`, {
    details: { rule },
  });
}
