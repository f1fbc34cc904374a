import type { DefinitionDocument, Retry, Step } from "@taskwright/api/language.ts";
import { hostsIn } from "../lib/addresses.ts";
import { durationMs } from "../lib/duration.ts";
import type { CompiledDefinition, CompiledRetry, CompiledStep, CompiledWait } from "./compiled.ts";
import { compileControl } from "./compile-control.ts";
import { compileCondition, compileTemplate } from "./expression.ts";
import { isSteady, isSteadyCondition } from "./steady.ts";
import { namedSteps, type StepNames } from "./step-names.ts";

/**
 * Makes an effective document ready to walk. It was checked before: what is wrong in it throws.
 * A definition with instructions and no steps is one agent step, `work`.
 */
export function compileDefinition(effective: DefinitionDocument): CompiledDefinition {
  const written = effective.steps ?? workOf(effective);
  const steps = new Compiler(namedSteps(written)).list(written);
  return {
    name: effective.name,
    agent: effective.agent ?? null,
    inputs: effective.inputs ?? {},
    controls: (effective.controls ?? []).map(compileControl),
    priority: effective.priority ?? 0,
    timeoutMs: msOf(effective.timeout),
    retry: retryOf(effective.retry),
    steps,
    outputs: templateOf(effective.outputs),
    title: templateOf(effective.title),
    hosts: [...new Set(hostsIn(JSON.stringify(effective)))],
    leafCount: countLeaves(steps),
  };
}

function workOf({ instructions }: DefinitionDocument): Step[] {
  return instructions === undefined ? [] : [{ id: "work", agent: instructions }];
}

class Compiler {
  readonly #names: StepNames;

  constructor(names: StepNames) {
    this.#names = names;
  }

  /** `inherited`: the retry of the block around them, for those that have none of their own. */
  list(steps: Step[], inherited: CompiledRetry | null = null): CompiledStep[] {
    return steps.map((step) => this.#step(step, inherited));
  }

  #step(step: Step, inherited: CompiledRetry | null): CompiledStep {
    const { on_error: onError = "fail" } = step;
    const retry = retryOf(step.retry) ?? inherited;
    const base = {
      id: this.#names.get(step) as string,
      title: templateOf(step.title),
      if: step.if === undefined ? null : compileCondition(step.if),
      retry,
      timeoutMs: msOf(step.timeout),
      onError: typeof onError === "string" ? onError : this.list(onError, inherited),
    };
    if ("use" in step) {
      return {
        ...base,
        kind: "use",
        tool: step.use,
        with: compileTemplate(step.with ?? {}),
        steady: isSteady(step.with) && (step.if === undefined || isSteadyCondition(step.if)),
        chosenBy: "definition",
      };
    }
    if ("ask" in step) {
      return {
        ...base,
        kind: "ask",
        ask: step.ask,
        body: templateOf(step.body),
        subject: templateOf(step.subject),
        form: step.form ?? null,
        to: templateOf(step.to),
        dueMs: msOf(step.due),
        onReject: step.on_reject ?? "cancel",
      };
    }
    if ("agent" in step) {
      return {
        ...base,
        kind: "agent",
        instructions: compileTemplate(step.agent),
        with: templateOf(step.with),
        output: step.output ?? null,
      };
    }
    if ("set" in step) return { ...base, kind: "set", value: compileTemplate(step.set) };
    if ("wait" in step) return { ...base, kind: "wait", wait: waitOf(step.wait) };
    if ("task" in step) {
      const agent = step.as ?? null;
      return { ...base, kind: "task", definition: step.task, with: compileTemplate(step.with ?? {}), agent };
    }
    if ("parallel" in step) return { ...base, kind: "parallel", branches: this.list(step.parallel, retry) };
    if ("each" in step) {
      return {
        ...base,
        kind: "each",
        items: compileTemplate(step.each),
        concurrency: step.concurrency ?? 1,
        steps: this.list(step.steps, retry),
        collect: templateOf(step.collect),
      };
    }
    const otherwise = step.else ? this.list(step.else, retry) : null;
    return { ...base, kind: "steps", steps: this.list(step.steps, retry), else: otherwise };
  }
}

function waitOf(wait: Extract<Step, { wait: unknown }>["wait"]): CompiledWait["wait"] {
  if (typeof wait === "string") return { type: "for", ms: durationMs(wait) };
  if ("for" in wait) return { type: "for", ms: durationMs(wait.for) };
  if ("until" in wait) return { type: "until", at: compileTemplate(wait.until) };
  return {
    type: "event",
    name: compileTemplate(wait.event),
    key: templateOf(wait.key),
    dueMs: msOf(wait.due),
  };
}

function retryOf(retry: Retry | undefined): CompiledRetry | null {
  if (!retry) return null;
  return {
    attempts: retry.attempts,
    backoff: retry.backoff ?? "exponential",
    initialMs: durationMs(retry.initial ?? "1s"),
    maxMs: durationMs(retry.max ?? "1h"),
  };
}

function templateOf(value: unknown) {
  return value === undefined ? null : compileTemplate(value);
}

function msOf(duration: string | undefined): number | null {
  return duration === undefined ? null : durationMs(duration);
}

/** Both branches count: which one will run is not known before it does. */
function countLeaves(steps: CompiledStep[]): number {
  let leaves = 0;
  for (const step of steps) {
    if (step.kind === "steps") leaves += countLeaves(step.steps) + countLeaves(step.else ?? []);
    else if (step.kind === "parallel") leaves += countLeaves(step.branches);
    else if (step.kind === "each") leaves += countLeaves(step.steps);
    else leaves += 1;
  }
  return leaves;
}
