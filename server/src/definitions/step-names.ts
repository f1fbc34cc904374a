import type { Step } from "@taskwright/api/language.ts";
import { kindOf } from "./kind.ts";

export type StepNames = Map<Step, string>;

/**
 * The name of every step: its id, or one made of its kind and its place in its list ("use3"), with
 * as many "_" and a number behind it as keeps all names of the definition apart. The same
 * document always gets the same names: a task's history is told by them.
 */
export function namedSteps(steps: Step[]): StepNames {
  const all = [...everyStep(steps)];
  const names: StepNames = new Map();
  const taken = new Set<string>();
  for (const { step } of all) {
    if (step.id === undefined) continue;
    names.set(step, step.id);
    taken.add(step.id);
  }
  for (const { step, place } of all) {
    if (step.id !== undefined) continue;
    const wanted = `${kindOf(step)}${place}`;
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
    names.set(step, name);
    taken.add(name);
  }
  return names;
}

/** All steps in the order they are written, blocks before what is in them; places count from 1. */
export function* everyStep(steps: Step[]): Generator<{ step: Step; place: number }> {
  for (const [index, step] of steps.entries()) {
    yield { step, place: index + 1 };
    for (const list of innerLists(step)) yield* everyStep(list.steps);
  }
}

/** The lists of steps inside of one, with the keys that hold them. */
export function innerLists(step: Step): { key: "steps" | "else" | "parallel" | "on_error"; steps: Step[] }[] {
  const lists: ReturnType<typeof innerLists> = [];
  if ("steps" in step) lists.push({ key: "steps", steps: step.steps });
  if ("else" in step && step.else) lists.push({ key: "else", steps: step.else });
  if ("parallel" in step) lists.push({ key: "parallel", steps: step.parallel });
  if (Array.isArray(step.on_error)) lists.push({ key: "on_error", steps: step.on_error });
  return lists;
}
