import type { DecidingRule, Policy } from "@taskwright/api/policy.ts";
import type { Effect } from "@taskwright/api/step.ts";
import type { CompiledControl, Scope } from "../definitions/compiled.ts";

export interface Call {
  tool: { name: string; effect: Effect };
  /** `args` and whatever else a rule's condition may speak of */
  scope: Scope;
  /** a model may ask for anything it has; what a definition says, its author has thought of */
  chosenBy: "definition" | "model";
  definition: readonly CompiledControl[];
  /** rules null: an agent that was never told which tools it has */
  agent: { name: string; rules: readonly CompiledControl[] | null };
  /** what from outside the task has read, in words; null: nothing */
  untrusted: string | null;
  /** the host that a read would tell something though nobody named it (unnamed-host.ts); null: none */
  unnamedHost: string | null;
}

export interface PolicyDecision {
  policy: Policy;
  rule: DecidingRule;
  /** who is asked */
  to: string[];
  /** it asks because of what the task has read, whatever else asks */
  fromOutside: boolean;
}

/**
 * Whether a call may be made. Every rule is heard, in whatever order: deny wins over ask, ask over
 * allow. What no rule speaks of is allowed, except what a model should not do unasked.
 */
export async function decidePolicy(call: Call): Promise<PolicyDecision> {
  const { agent } = call;
  const said = [
    ...(await holding(call, call.definition, "definition")),
    ...(await holding(call, agent.rules ?? [], "agent")),
  ];
  const verdicts: Verdict[] = [...said];
  if (agent.rules !== null && !said.some(({ where }) => where === "agent")) verdicts.push(notGiven(call));
  if (call.untrusted !== null && leavesTheHouse(call) && !said.some(({ lifts }) => lifts)) {
    const text = untrustedText(call.untrusted, call.unnamedHost);
    verdicts.push({ policy: "ask", where: "untrusted", text, to: null, lifts: false });
  }
  if (verdicts.length === 0) verdicts.push(byDefault(call));
  return strongest(verdicts);
}

interface Verdict {
  policy: Policy;
  where: DecidingRule["where"];
  text: string;
  to: string[] | null;
  /** an `untrusted: allow` */
  lifts: boolean;
}

async function holding(
  { tool, scope }: Call,
  rules: readonly CompiledControl[],
  where: "definition" | "agent",
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const rule of rules) {
    if (!rule.matches(tool)) continue;
    if (rule.when !== null && !(await rule.when.evaluate(scope))) continue;
    verdicts.push({ policy: rule.policy, where, text: rule.text, to: rule.to, lifts: rule.untrusted });
  }
  return verdicts;
}

function notGiven({ tool, agent }: Call): Verdict {
  const text = `agent "${agent.name}" has no rule that gives it "${tool.name}" for this`;
  return { policy: "deny", where: "agent", text, to: null, lifts: false };
}

function byDefault({ tool, chosenBy }: Call): Verdict {
  const asks = chosenBy === "model" && tool.effect === "external";
  const text = asks
    ? "no rule speaks of it, and what a model wants to do outside is asked first"
    : "no rule speaks of it";
  return { policy: asks ? "ask" : "allow", where: "default", text, to: null, lifts: false };
}

/** What is written into an address is sent there, also by a call that only reads. */
function leavesTheHouse({ tool, unnamedHost }: Call): boolean {
  return tool.effect === "external" || unnamedHost !== null;
}

function untrustedText(what: string, host: string | null): string {
  const unnamed = host === null ? "" : `, nobody has named ${host}`;
  return `the task has read content from outside (${what})${unnamed}, and no rule with "untrusted: allow" speaks of this call`;
}

const STRENGTH: Policy[] = ["deny", "ask", "allow"];
const APPROVERS = ["role:approver"];

function strongest(verdicts: Verdict[]): PolicyDecision {
  const policy = STRENGTH.find((each) => verdicts.some((verdict) => verdict.policy === each))!;
  const deciding = verdicts
    .filter((verdict) => verdict.policy === policy)
    .toSorted((a, b) => PLACES.indexOf(a.where) - PLACES.indexOf(b.where) || (a.text < b.text ? -1 : 1));
  const texts = [...new Set(deciding.map(({ text }) => text))];
  // Named people win over the usual ones: a rule that wants the owner must not be met by any approver.
  const named = [...new Set(deciding.flatMap(({ to }) => to ?? []))].toSorted();
  return {
    policy,
    fromOutside: verdicts.some(({ where }) => where === "untrusted"),
    rule: { policy, where: deciding[0]!.where, text: texts.join("; ") },
    to: named.length > 0 ? named : APPROVERS,
  };
}

const PLACES: DecidingRule["where"][] = ["definition", "agent", "untrusted", "default"];
