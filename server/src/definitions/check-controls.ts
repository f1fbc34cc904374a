import type { Control } from "@taskwright/api/language.ts";
import type { Check } from "./check.ts";
import { toolPattern } from "./compile-control.ts";
import type { Findings } from "./findings.ts";
import type { Path } from "./places.ts";
import { didYouMean } from "./suggest.ts";

export function checkControls({ document, tools, findings, expressions }: Check): void {
  for (const [index, control] of (document.controls ?? []).entries()) {
    const path = ["controls", index];
    checkShape(control, path, findings);
    const { tool } = control;
    const pattern = tool === undefined ? null : toolPattern(tool);
    if (tool !== undefined && ![...tools.keys()].some((name) => pattern!.test(name))) {
      findings.error(
        [...path, "tool"],
        `no tool is called "${tool}", so this control holds nothing.${didYouMean(tool, tools.keys())}`,
      );
    }
    expressions.condition(control.when, [...path, "when"], {
      roots: ["args", "inputs", "steps", "item", "index", "task", "now"],
      steps: EVERY_STEP,
    });
  }
}

/** What it is about, and what it says of that: each once. */
function checkShape(control: Control, path: Path, findings: Findings): void {
  const { tool, effect, policy, require, untrusted, to } = control;
  if (tool === undefined && effect === undefined) {
    findings.error(path, 'name a tool ("email.*") or an effect (read, write, external) that this control is about');
  }
  if (policy !== undefined && require !== undefined) {
    findings.error([...path, "require"], "this says the same as policy; leave it out");
  } else if (policy === undefined && require === undefined && untrusted === undefined) {
    findings.error(path, "say what the policy is: allow, ask or deny");
  }
  if (to !== undefined && policy !== "ask" && require !== "approval") {
    findings.error([...path, "to"], "nobody is asked by this control; leave it out, or write policy: ask");
  }
  if (untrusted !== undefined && (policy === "deny" || effect === "read" || effect === "write")) {
    findings.error([...path, "untrusted"], "this has a meaning only where external calls are allowed or asked about");
  }
}

/** A control meets its tool anywhere in the definition: which steps have run then is not known here. */
const EVERY_STEP = { has: () => true } as unknown as ReadonlySet<string>;
