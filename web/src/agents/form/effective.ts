import type { AgentToolRule } from "@taskwright/api/agent.ts";
import type { ToolInfo } from "@taskwright/api/definition.ts";
import type { Policy } from "@taskwright/api/policy.ts";

type KnownTool = Pick<ToolInfo, "name" | "effect">;
/** `depends`: a condition on the arguments decides. */
export type Allowance = Policy | "depends" | "none";

/** What rules come to for a tool, as far as it does not depend on its arguments. */
export function allowanceOf(rules: readonly AgentToolRule[] | null, tool: KnownTool): Allowance {
  if (rules === null) return tool.effect === "external" ? "ask" : "allow";
  const meant = rules.filter(
    (rule) => fits(rule.tool, tool.name) && (rule.effect === undefined || rule.effect === tool.effect),
  );
  if (meant.length === 0) return "none";
  const certain = strictest(meant.filter(({ when }) => !when?.trim()));
  const conditional = strictest(meant);
  return certain === conditional ? certain : "depends";
}

const ORDER: Policy[] = ["deny", "ask", "allow"];
function strictest(rules: readonly AgentToolRule[]): Allowance {
  return ORDER.find((policy) => rules.some((rule) => rule.policy === policy)) ?? "none";
}

/** "csv.*", "*" and whole names. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern
    .trim()
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}

export type Preset = "usual" | "writes" | "external" | "reads" | "nothing";
const ALL: AgentToolRule = { tool: "*", policy: "allow" };
const ASK_EXTERNAL: AgentToolRule = { tool: "*", effect: "external", policy: "ask" };
export const PRESETS: Record<Preset, AgentToolRule[] | null> = {
  usual: null,
  external: [ALL, ASK_EXTERNAL],
  writes: [ALL, { tool: "*", effect: "write", policy: "ask" }, ASK_EXTERNAL],
  reads: [{ tool: "*", effect: "read", policy: "allow" }],
  nothing: [],
};

export function presetOf(rules: readonly AgentToolRule[] | null): Preset | undefined {
  const written = JSON.stringify(rules);
  return (Object.keys(PRESETS) as Preset[]).find((preset) => JSON.stringify(PRESETS[preset]) === written);
}
