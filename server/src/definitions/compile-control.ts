import type { Control } from "@taskwright/api/language.ts";
import type { Policy } from "@taskwright/api/policy.ts";
import type { CompiledControl } from "./compiled.ts";
import { compileCondition } from "./expression.ts";

export function compileControl(control: Control): CompiledControl {
  const { tool, effect, when, to, untrusted } = control;
  const pattern = tool === undefined ? null : toolPattern(tool);
  return {
    text: controlText(control),
    matches: (called) => (pattern?.test(called.name) ?? true) && (effect === undefined || effect === called.effect),
    names: (called) => tool === called.name,
    policy: policyOf(control),
    when: when === undefined ? null : compileCondition(when),
    to: to && to.length > 0 ? to : null,
    untrusted: untrusted === "allow",
  };
}

function policyOf({ policy, require }: Control): Policy {
  return policy ?? (require === "approval" ? "ask" : "allow");
}

/** "email.*" is every tool of that app, "*" every tool. */
export function toolPattern(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[^\w]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

const VERBS: Record<Policy, string> = { allow: "allow", ask: "ask before", deny: "never call" };
const EFFECTS = { read: "tools that read", write: "tools that write", external: "tools that act outside" };

function controlText(control: Control): string {
  const { when, untrusted } = control;
  const lifts = untrusted ? ", also after content from outside was read" : "";
  return `${VERBS[policyOf(control)]} ${toolsText(control)}${when === undefined ? "" : ` when ${when}`}${lifts}`;
}

function toolsText({ tool, effect }: Control): string {
  const isEvery = tool === undefined || tool === "*";
  if (effect === undefined) return isEvery ? "every tool" : `"${tool}"`;
  return isEvery ? EFFECTS[effect] : `${EFFECTS[effect]} among "${tool}"`;
}
