import { sentence } from "@taskwright/api/sentence.ts";
import { comesBack } from "./journal.ts";
import type { TaskError } from "@taskwright/api/task.ts";
import { ToolError } from "../apps/tool.ts";
import type { CompiledStep, Scope } from "../definitions/compiled.ts";
import { ExpressionError } from "../definitions/expression.ts";
import { AppError, messageOf } from "../errors.ts";
import { afterFailure } from "./retry.ts";
import {
  done,
  evaluateText,
  failed,
  PARKED,
  stepEvent,
  type StepHandlers,
  type StepResult,
  STOPPED,
  stepWrite,
  type Visit,
  type Walk,
  type WalkSteps,
} from "./visit.ts";

/**
 * Walks a list of steps from its beginning: what is recorded is answered from the journal, the first
 * step that is not is run. The same journal always leads to the same place.
 */
export function createWalk(handlers: StepHandlers): WalkSteps {
  async function walkSteps(
    walk: Walk,
    steps: CompiledStep[],
    scope: Scope,
    prefix: string,
    lane?: AbortSignal,
  ): Promise<StepResult> {
    let last: unknown = null;
    for (const step of steps) {
      const result = await walkStep({ segment: walk.segment, lane: lane ?? walk.lane }, step, scope, prefix);
      if (result.type !== "done") return result;
      scope.steps[step.id] = result.output;
      last = result.output;
    }
    return done(last);
  }

  async function walkStep(walk: Walk, step: CompiledStep, scope: Scope, prefix: string): Promise<StepResult> {
    const { segment, lane } = walk;
    const path = prefix + step.id;
    const row = segment.steps.at(path);
    // Skipped by its `if`, or by a person who may have given what it would have.
    if (row?.status === "skipped") {
      segment.progress.finish(leavesOf(step));
      return done(row.output ?? null);
    }
    // A step recorded is never run again. A finished block is walked all the same: its steps are answered
    // from the journal, and later expressions may name them.
    if (row?.status === "complete" && step.kind !== "ask" && step.kind !== "steps" && step.kind !== "parallel") {
      segment.progress.finish(leavesOf(step));
      return done(row.output);
    }
    if (segment.stop !== null || lane?.aborted) return STOPPED;
    const visit: Visit = {
      segment,
      lane,
      step,
      path,
      scope,
      title: row?.title ?? null,
      attempt: row?.attempt ?? 1,
      row,
      walk: walkSteps,
    };
    try {
      if (!row && !(await holds(visit))) {
        segment.note(stepWrite(visit, "skipped"), stepEvent(visit, "skipped"));
        segment.progress.finish(leavesOf(step));
        return done(null);
      }
      visit.title ??= await evaluateText(step.title, scope);
    } catch (error) {
      return await settleFailure(visit, errorOf(error));
    }
    if (row?.wait?.type === "retry" && new Date(row.wait.until) > segment.now()) {
      segment.waits.push(retryWait(visit, new Date(row.wait.until)));
      return PARKED;
    }
    segment.progress.begin(step, path, visit.title);
    const overdue = await giveUpOverdue(visit);
    if (overdue) return overdue.type === "failed" ? await settleFailure(visit, overdue.error) : overdue;
    const result = row?.status === "error" ? ({ type: "failed", error: row.error! } as const) : await runHandler(visit);
    if (result.type === "failed") return await settleFailure(visit, result.error);
    if (result.type === "done" && !isBlock(step)) segment.progress.finish(leavesOf(step));
    return result;
  }

  /** A wait or a sub-task whose timeout has passed. (Calls and blocks look after theirs themselves.) */
  async function giveUpOverdue(visit: Visit): Promise<StepResult | undefined> {
    const { segment, step, path } = visit;
    const until = waitUntil(visit);
    if (!until || until > segment.now()) return undefined;
    if (!(await segment.withdraw(path))) return STOPPED;
    return failed("timeout", `"${visit.title ?? step.id}" was not done in time.`, {
      sentence: sentence("failed.step_timeout", { step: visit.title ?? step.id }),
      retryable: step.kind === "task",
    });
  }

  async function runHandler(visit: Visit): Promise<StepResult> {
    try {
      const handler = handlers[visit.step.kind] as (visit: Visit) => Promise<StepResult>;
      const result = await handler(visit);
      const until = waitUntil(visit);
      if (result.type === "parked" && until) visit.segment.waits.push(timeoutWait(visit, until));
      return result;
    } catch (error) {
      // The database went away: nothing is known to have failed. The journal tells where to go on.
      if (!(error instanceof ToolError) && comesBack(error)) throw error;
      return { type: "failed", error: errorOf(error) };
    }
  }

  /** Another attempt later, the step's on_error, or the failure of the block around it. */
  async function settleFailure(visit: Visit, error: TaskError): Promise<StepResult> {
    const { segment, step, path, attempt } = visit;
    // Read back from its record, a failure is what it was when it happened.
    const { handled: _, ...rest } = error;
    const placed: TaskError = { ...rest, stepPath: error.stepPath ?? path };
    // What has steps fails because one of them did; that one was tried again as often as it may be.
    const next = hasSteps(step)
      ? ({ type: "fail" } as const)
      : afterFailure(step.retry ?? segment.definition.retry, attempt, placed);
    if (segment.steps.at(path)?.status !== "error") {
      const retryAt = next.type === "retry" ? new Date(segment.now().getTime() + next.delayMs) : null;
      const handled = retryAt === null && step.onError !== "fail";
      segment.note(
        stepWrite(visit, "error", { error: handled ? { ...placed, handled } : placed }),
        stepEvent(visit, "failed", { error: placed, retryAt }),
      );
      segment.push();
    }
    if (next.type === "retry") return parkForRetry(visit, next.delayMs);
    if (step.onError === "fail") return { type: "failed", error: placed };
    if (hasSteps(step) && !(await segment.withdraw(path))) return STOPPED;
    visit.scope.steps[step.id] = { error: placed };
    segment.progress.finish(leavesOf(step));
    if (step.onError === "continue") return done({ error: placed });
    const inner: Scope = { ...visit.scope, error: placed };
    return await walkSteps(visit, step.onError, inner, `${path}.on_error.`);
  }

  function parkForRetry(visit: Visit, delayMs: number): StepResult {
    const until = new Date(visit.segment.now().getTime() + delayMs);
    const again: Visit = { ...visit, attempt: visit.attempt + 1, row: undefined };
    visit.segment.note(stepWrite(again, "waiting", { wait: { type: "retry", until: until.toISOString() } }));
    visit.segment.waits.push(retryWait(again, until));
    return PARKED;
  }

  return walkSteps;
}

/** When a parked wait or sub-task must be done; null: it has no timeout, or is no such step. */
function waitUntil({ segment, step, path }: Visit): Date | null {
  if (step.timeoutMs === null || (step.kind !== "wait" && step.kind !== "task")) return null;
  const row = segment.steps.at(path);
  if (row?.status !== "waiting" || row.wait?.type === "retry") return null;
  return new Date(row.started_at.getTime() + step.timeoutMs);
}

function timeoutWait({ step, title, path }: Visit, until: Date) {
  const name = title ?? step.id;
  return {
    until,
    reason: {
      code: "delay" as const,
      text: `"${name}" must be done by then`,
      sentence: sentence("waiting.deadline", { step: name }),
      until: until.toISOString(),
      stepPath: path,
    },
  };
}

async function holds({ step, scope }: Visit): Promise<boolean> {
  // A block with `else` takes one way or the other itself, and records which.
  if (step.if === null || (step.kind === "steps" && step.else !== null)) return true;
  return await step.if.evaluate(scope);
}

function retryWait({ step, title, attempt, path }: Visit, until: Date) {
  const what = title ?? step.id;
  return {
    until,
    reason: {
      code: "retry" as const,
      text: `trying "${what}" again (attempt ${attempt})`,
      sentence: sentence("waiting.retry", { step: what, attempt }),
      until: until.toISOString(),
      stepPath: path,
    },
  };
}

export function isBlock(step: CompiledStep): boolean {
  return step.kind === "steps" || step.kind === "parallel" || step.kind === "each";
}

/** An agent's turns and calls are steps too. */
function hasSteps(step: CompiledStep): boolean {
  return isBlock(step) || step.kind === "agent";
}

/** Steps below it that are no blocks; a list's round counts once until its members are known. */
export function leavesOf(step: CompiledStep): number {
  switch (step.kind) {
    case "steps":
      return sum(step.steps);
    case "each":
      return sum(step.steps);
    case "parallel":
      return sum(step.branches);
    default:
      return step.inner ? 0 : 1;
  }
}

function sum(steps: CompiledStep[]): number {
  return steps.reduce((leaves, step) => leaves + leavesOf(step), 0);
}

/** What a person reads of a failure. Only what was meant for people keeps its words. */
export function errorOf(error: unknown): TaskError {
  if (error instanceof ToolError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.sentence ? { sentence: error.sentence } : {}),
      retryable: error.retryable,
      ...(error.details ? { details: error.details } : {}),
    };
  }
  if (error instanceof AppError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.sentence ? { sentence: error.sentence } : {}),
      retryable: error.code === "unavailable" || error.code === "storage_full",
      ...(error.details ? { details: error.details } : {}),
    };
  }
  if (error instanceof ExpressionError) return { code: "expression", message: error.message, retryable: false };
  return {
    code: "bug",
    message: `This step broke in a way it should not: ${messageOf(error)}`,
    sentence: sentence("failed.bug", { why: messageOf(error) }),
    retryable: false,
  };
}
