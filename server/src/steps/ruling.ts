import { sentence } from "@taskwright/api/sentence.ts";
import type { Tool } from "../apps/tool.ts";
import { decidePolicy, type PolicyDecision } from "../controls/policy.ts";
import { unnamedHost } from "../controls/unnamed-host.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import type { Segment } from "../engine/segment.ts";
import { failed, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";

/**
 * Conditions see the arguments as the tool reads them: what is left out has its default. `sentOn`: the server
 * that it asked sends it on to there.
 */
export async function decideFor(
  visit: Visit<CompiledUse>,
  tool: Tool,
  args: unknown,
  sentOn?: URL,
): Promise<PolicyDecision> {
  const { segment, step, scope } = visit;
  return await decidePolicy({
    tool,
    scope: { ...scope, args },
    chosenBy: step.chosenBy,
    definition: segment.definition.controls,
    agent: { name: segment.task.agent_name, rules: segment.agentRules },
    untrusted: segment.steps.untrusted,
    unnamedHost: mayBeTold(visit) ? unnamedHost(tool, args, await namedBy(segment), sentOn) : null,
  });
}

/** A redirect is the same call at another address: what may not be called there may not be reached by a detour. */
export async function mayGoOn(visit: Visit<CompiledUse>, tool: Tool, args: unknown, to: URL): Promise<boolean> {
  const { url } = Object(args) as { url?: unknown };
  const there = typeof url === "string" ? { ...Object(args), url: to.href } : args;
  const { policy, fromOutside } = await decideFor(visit, tool, there, to);
  return policy !== "deny" && !(tool.effect === "read" && fromOutside);
}

/** Whether something from outside may have told a model the call's arguments: with it a secret may leave. */
function mayBeTold({ segment, step, path }: Visit<CompiledUse>): boolean {
  const { steps, task } = segment;
  if (steps.untrusted === null) return false;
  // Whoever gave it to the task may have been told, too. Without a model, a definition says what it says.
  const byModel = step.chosenBy === "model" || steps.spent.sums.modelCalls > 0 || task.untrusted !== null;
  if (!byModel) return false;
  // The calls of one turn are chosen before any of them has answered, and a call is when it is tried again.
  const since = steps.untrustedSince;
  const turn = path.slice(0, path.lastIndexOf(".") + 1);
  return since !== path && !(step.chosenBy === "model" && since?.startsWith(turn));
}

/** Inputs count as far as they come from somebody who has signed in, or has a key. */
async function namedBy(segment: Segment) {
  const { task, definition } = segment;
  const { instructions } = await segment.profile();
  return { hosts: definition.hosts, texts: [instructions, task.untrusted === null ? task.inputs : null] };
}

export function refuse(visit: Visit<CompiledUse>, tool: Tool, given: unknown, { rule }: PolicyDecision): StepResult {
  const { segment } = visit;
  segment.note(stepWrite(visit, "waiting", { input: given, tool: tool.name, effect: tool.effect, rule }));
  const whose = rule.where === "agent" ? `agent "${segment.task.agent_name}"` : "the definition";
  return failed("denied", `"${tool.name}" was not called: ${whose} does not let it (${rule.text}).`, {
    sentence:
      rule.where === "agent"
        ? sentence("failed.denied_by_agent", { tool: tool.name, agent: segment.task.agent_name, rule: rule.text })
        : sentence("failed.denied_by_definition", { tool: tool.name, rule: rule.text }),
    details: { rule },
  });
}

/** Imported, and new or changed since somebody looked at it. */
export function unconfirmed({ name }: Tool): StepResult {
  return failed("unconfirmed", `Nobody has confirmed yet what "${name}" does. Look at it under Apps, and confirm it.`, {
    sentence: sentence("failed.unconfirmed_tool", { tool: name }),
  });
}
