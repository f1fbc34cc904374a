import type { Step } from "@taskwright/api/language.ts";
import { everyStep, innerLists, type StepNames } from "./step-names.ts";
import { didYouMean } from "./suggest.ts";

/** Says why `steps.<id>` cannot be used at some place where it was not seen. */
export function whyUnseen(steps: Step[], names: StepNames): (id: string) => string {
  const known = new Set(names.values());
  const loops = loopsOf(steps, names);
  return (id) => {
    if (!known.has(id)) {
      const ids = [...known];
      const list = ids.length > 0 && ids.length <= 12 ? ` There are ${ids.join(", ")}.` : "";
      return `there is no step "${id}".${didYouMean(id, ids) || list}`;
    }
    const loop = loops.get(id);
    const late = `step "${id}" has not run before this one; move it up, or use an earlier step`;
    return loop === undefined
      ? late
      : `step "${id}" runs once per round of "${loop}", and is seen inside of it only; outside use steps.${loop}`;
  };
}

function loopsOf(steps: Step[], names: StepNames): Map<string, string> {
  const loops = new Map<string, string>();
  for (const { step } of everyStep(steps)) {
    if (!("each" in step)) continue;
    const inside = innerLists(step).filter(({ key }) => key === "steps");
    for (const { step: inner } of everyStep(inside.flatMap((list) => list.steps))) {
      loops.set(names.get(inner) as string, names.get(step) as string);
    }
  }
  return loops;
}
