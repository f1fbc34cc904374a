import type { Check } from "./check.ts";
import { toolPattern } from "./compile.ts";
import { didYouMean } from "./suggest.ts";

export function checkControls({ document, tools, findings, expressions }: Check): void {
  for (const [index, control] of (document.controls ?? []).entries()) {
    const path = ["controls", index];
    const pattern = toolPattern(control.tool);
    if (![...tools.keys()].some((name) => pattern.test(name))) {
      findings.error(
        [...path, "tool"],
        `no tool is called "${control.tool}", so this control holds nothing.${didYouMean(control.tool, tools.keys())}`,
      );
    }
    expressions.condition(control.when, [...path, "when"], {
      roots: ["args", "inputs", "steps", "item", "index", "task", "now"],
      steps: EVERY_STEP,
    });
  }
}

/** A control meets its tool anywhere in the definition: which steps have run then is not known here. */
const EVERY_STEP = { has: () => true } as unknown as ReadonlySet<string>;
