import type { Sentence } from "@taskwright/api/sentence.ts";
import type { DecidingRule } from "@taskwright/api/policy.ts";
import type { Rehearsed, StepStatus, StepUsage } from "@taskwright/api/step.ts";
import type { TaskError } from "@taskwright/api/task.ts";
import type { CompiledStep, CompiledTemplate, Scope } from "../definitions/compiled.ts";
import type { NewEvent } from "../events/append.ts";
import type { StepWrite } from "./journal.ts";
import type { Segment } from "./segment.ts";
import type { StepRow, Wait } from "./step-rows.ts";

/** What came of a step, for now. */
export type StepResult =
  | { type: "done"; output: unknown }
  | { type: "failed"; error: TaskError }
  /** it waits; the segment may end once nothing else can go on */
  | { type: "parked" }
  /** a decision ended the task as cancelled */
  | { type: "cancelled"; text: string; sentence: Sentence }
  /** the segment ends here: see segment.stop */
  | { type: "stopped" };

export const PARKED: StepResult = { type: "parked" };
export const STOPPED: StepResult = { type: "stopped" };

export function done(output: unknown): StepResult {
  return { type: "done", output };
}

export function failed(code: string, message: string, more: Partial<TaskError> = {}): StepResult {
  return { type: "failed", error: { code, message, retryable: false, ...more } };
}

export type WalkSteps = (
  visit: Walk,
  steps: CompiledStep[],
  scope: Scope,
  prefix: string,
  lane?: AbortSignal,
) => Promise<StepResult>;

export interface Walk {
  segment: Segment;
  /** aborted when a sibling failed: stop at the next boundary */
  lane: AbortSignal | undefined;
}

/** What a kind's handler is given: one step at one place of one task. */
export interface Visit<S extends CompiledStep = CompiledStep> extends Walk {
  step: S;
  path: string;
  scope: Scope;
  /** evaluated for people */
  title: string | null;
  /** the attempt under way; `row` is its record, if it began before this segment or waits */
  attempt: number;
  row: StepRow | undefined;
  walk: WalkSteps;
}

export type StepHandler<S extends CompiledStep> = (visit: Visit<S>) => Promise<StepResult>;
export type StepHandlers = { [K in CompiledStep["kind"]]: StepHandler<Extract<CompiledStep, { kind: K }>> };

/** The step's record with this status; what the row knows already stays. */
export function stepWrite(
  visit: Visit,
  status: StepStatus,
  more: {
    input?: unknown;
    output?: unknown;
    error?: TaskError;
    wait?: Wait;
    tool?: string;
    effect?: StepWrite["effect"];
    idempotencyKey?: string;
    untrusted?: boolean;
    rule?: DecidingRule;
    rehearsed?: Rehearsed;
    action?: StepWrite["action"];
    usage?: StepUsage;
  } = {},
): StepWrite {
  // The record may have changed since the visit began.
  const current = visit.segment.steps.at(visit.path);
  const row = current?.attempt === visit.attempt ? current : undefined;
  const ended = status !== "running" && status !== "waiting";
  const now = visit.segment.now();
  return {
    path: visit.path,
    attempt: visit.attempt,
    seq: row?.seq ?? visit.segment.steps.nextSeq(),
    kind: visit.step.kind,
    title: visit.title ?? row?.title ?? null,
    tool: more.tool ?? row?.tool ?? null,
    effect: more.effect ?? row?.effect ?? null,
    status,
    input: more.input,
    output: more.output,
    error: more.error ?? null,
    idempotencyKey: more.idempotencyKey ?? row?.idempotency_key ?? null,
    wait: more.wait,
    untrusted: more.untrusted ?? row?.untrusted ?? false,
    rule: more.rule ?? row?.rule ?? null,
    action: more.action ?? null,
    rehearsed: more.rehearsed ?? row?.rehearsed ?? null,
    ...(more.usage ? { usage: more.usage } : {}),
    startedAt: row && row.wait?.type !== "retry" ? row.started_at : now,
    endedAt: ended ? now : null,
  };
}

export function stepEvent(
  visit: Visit,
  verb: "started" | "completed" | "failed" | "cancelled" | "skipped" | "waiting",
  more: Record<string, unknown> = {},
): Omit<NewEvent, "workspaceId" | "taskId" | "actor"> {
  const data: Record<string, unknown> = { path: visit.path, attempt: visit.attempt, kind: visit.step.kind };
  if (visit.title !== null) data.title = visit.title;
  if (visit.step.kind === "use" || visit.step.kind === "note") data.tool = visit.step.tool;
  return { kind: `step.${verb}`, data: { ...data, ...more } };
}

export async function evaluate(template: CompiledTemplate | null, scope: Scope): Promise<unknown> {
  if (template === null) return null;
  return template.constant ? template.value : await template.evaluate(scope);
}

export async function evaluateText(template: CompiledTemplate | null, scope: Scope): Promise<string | null> {
  const value = await evaluate(template, scope);
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
