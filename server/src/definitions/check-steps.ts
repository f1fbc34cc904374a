import type { Step } from "@taskwright/api/language.ts";
import type { Check } from "./check.ts";
import type { Sight } from "./check-expressions.ts";
import { checkSchema } from "./check-schema.ts";
import { checkTask } from "./check-task.ts";
import { checkToolCall } from "./check-tool-call.ts";
import { whyUnseen } from "./why-unseen.ts";
import { kindOf } from "./kind.ts";
import type { Path } from "./places.ts";
import { innerLists, namedSteps } from "./step-names.ts";

/** Checks every step, in the order they run. Returns what can be seen after the last. */
export function checkSteps(check: Check): Sight {
  const { document } = check;
  const steps = document.steps ?? [];
  checkIds(check, steps, ["steps"], new Map());
  const walk = new StepWalk(check, steps);
  walk.list(steps, ["steps"], TOP);
  check.expressions.template(document.instructions, ["instructions"], walk.sight(TOP));
  return walk.sight(TOP);
}

function checkIds(check: Check, steps: Step[], path: Path, lines: Map<string, number>): void {
  for (const [index, step] of steps.entries()) {
    const at = [...path, index];
    if (step.id !== undefined) {
      const line = lines.get(step.id);
      if (line !== undefined) {
        check.findings.error(
          [...at, "id"],
          `another step is called "${step.id}" already, on line ${line}; give each its own id`,
        );
      } else lines.set(step.id, check.findings.lineOf([...at, "id"]));
    }
    for (const { key, steps: inner } of innerLists(step)) checkIds(check, inner, [...at, key], lines);
  }
}

/** Names besides the usual ones that steps in some place can use. */
interface Around {
  roots: string[];
}
const TOP: Around = { roots: ["inputs", "steps", "task", "now"] };

class StepWalk {
  readonly #check: Check;
  readonly #names: Map<Step, string>;
  readonly #whyUnseen: (id: string) => string;
  /** ids of the steps that have run, or were passed over, before the place that is looked at */
  #seen = new Set<string>();

  constructor(check: Check, steps: Step[]) {
    this.#check = check;
    this.#names = namedSteps(steps);
    this.#whyUnseen = whyUnseen(steps, this.#names);
  }

  list(steps: Step[], path: Path, around: Around): void {
    for (const [index, step] of steps.entries()) this.#step(step, [...path, index], around);
  }

  sight({ roots }: Around): Sight {
    return { roots, steps: new Set(this.#seen), whyNot: this.#whyUnseen };
  }

  #step(step: Step, path: Path, around: Around): void {
    const { expressions, findings } = this.#check;
    const id = this.#names.get(step) as string;
    const sight = this.sight(around);
    expressions.template(step.title, [...path, "title"], sight);
    expressions.condition(step.if, [...path, "if"], sight);
    this.#kind(step, path, around, sight);
    if (Array.isArray(step.on_error)) {
      this.#seen.add(id);
      this.list(step.on_error, [...path, "on_error"], { roots: [...around.roots, "error"] });
    }
    if (kindOf(step) === "steps" && "else" in step && step.if === undefined) {
      findings.errorAtKey([...path, "else"], '"else" needs an "if" beside it');
    }
    this.#seen.add(id);
  }

  #kind(step: Step, path: Path, around: Around, sight: Sight): void {
    const { expressions, findings } = this.#check;
    const at = (key: string) => [...path, key];
    if ("use" in step) return checkToolCall(this.#check, step, path, sight);
    if ("ask" in step) {
      for (const key of ["body", "subject", "to"] as const) expressions.template(step[key], at(key), sight);
      if (step.form) checkSchema(step.form, at("form"), findings);
      if (step.ask === "question" && step.on_reject) {
        findings.warning(at("on_reject"), 'a question cannot be rejected, so "on_reject" does nothing');
      }
      return;
    }
    if ("agent" in step) {
      for (const key of ["agent", "with"] as const) expressions.template(step[key], at(key), sight);
      if (step.output) checkSchema(step.output, at("output"), findings);
      return;
    }
    if ("set" in step) return void expressions.template(step.set, at("set"), sight);
    if ("wait" in step) return this.#wait(step.wait, at("wait"), sight);
    if ("task" in step) return checkTask(this.#check, step, path, sight);
    if ("parallel" in step) return this.#branches(step.parallel, at("parallel"), around);
    if ("each" in step) {
      expressions.template(step.each, at("each"), sight);
      if (typeof step.each === "string" && !step.each.includes("{{")) {
        findings.error(at("each"), '"each" needs a list, or an expression that gives one, such as "{{ inputs.rows }}"');
      }
      return this.#rounds(step, path, { roots: [...around.roots, "item", "index"] });
    }
    // Only one of the two lists runs, so neither sees the other; what follows sees both.
    const before = new Set(this.#seen);
    this.list(step.steps, at("steps"), around);
    const after = this.#seen;
    this.#seen = before;
    if (step.else) this.list(step.else, at("else"), around);
    this.#seen = new Set([...after, ...this.#seen]);
  }

  #wait(wait: Extract<Step, { wait: unknown }>["wait"], path: Path, sight: Sight): void {
    if (typeof wait === "string") return;
    const { expressions, findings } = this.#check;
    if ("until" in wait) {
      const constant = expressions.template(wait.until, [...path, "until"], sight);
      if (constant && Number.isNaN(Date.parse(wait.until))) {
        findings.error(
          [...path, "until"],
          `"until" must be a time such as "2026-05-31T17:00:00Z", or an expression that gives one`,
        );
      }
    }
    if ("event" in wait) {
      expressions.template(wait.event, [...path, "event"], sight);
      expressions.template(wait.key, [...path, "key"], sight);
    }
  }

  /** Branches run at the same time: each sees what was before, none sees another. */
  #branches(branches: Step[], path: Path, around: Around): void {
    const before = this.#seen;
    const after = new Set(before);
    for (const [index, branch] of branches.entries()) {
      this.#seen = new Set(before);
      this.#step(branch, [...path, index], around);
      for (const id of this.#seen) after.add(id);
    }
    this.#seen = after;
  }

  /** What runs once per round is seen in that round only. */
  #rounds(step: Extract<Step, { each: unknown }>, path: Path, around: Around): void {
    const before = this.#seen;
    this.#seen = new Set(before);
    this.list(step.steps, [...path, "steps"], around);
    this.#check.expressions.template(step.collect, [...path, "collect"], this.sight(around));
    this.#seen = before;
  }
}
