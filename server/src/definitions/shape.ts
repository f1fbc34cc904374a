import {
  AgentStep,
  AskStep,
  BlockStep,
  DefinitionDocument,
  Duration,
  EachStep,
  ParallelStep,
  SetStep,
  TaskStep,
  UseStep,
  WaitStep,
} from "@taskwright/api/language.ts";
import { z } from "zod";
import type { StepKind } from "./compiled.ts";
import type { Findings } from "./findings.ts";
import { STEP_KINDS } from "./kind.ts";
import type { Path } from "./places.ts";
import { nearest } from "./suggest.ts";
import { reportZodIssues } from "./zod-words.ts";

/**
 * Checks that a value has the shape of a definition. Steps are told apart by their key first and
 * then held against that kind alone: of a union of nine, zod would report nine failures.
 */
export function checkShape(value: unknown, findings: Findings): DefinitionDocument | undefined {
  if (!isObject(value)) {
    findings.error([], 'a definition is an object with keys such as "name" and "steps"');
    return undefined;
  }
  report(Top, value, [], "a definition", findings);
  checkSteps(value.steps, ["steps"], findings);
  if (typeof value.name === "string") value.name = value.name.trim();
  return value as unknown as DefinitionDocument;
}

// What holds steps is looked into by itself.
const Steps = z.array(z.unknown()).min(1, "write at least one step");
const Inner = z.unknown().optional();
const Top = DefinitionDocument.extend({ steps: Steps.optional() });
const SHAPES: Record<StepKind, z.ZodObject> = {
  use: UseStep.extend({ on_error: Inner }),
  agent: AgentStep.extend({ on_error: Inner }),
  ask: AskStep.extend({ on_error: Inner }),
  set: SetStep.extend({ on_error: Inner }),
  wait: WaitStep.extend({ on_error: Inner, wait: z.unknown() }),
  task: TaskStep.extend({ on_error: Inner }),
  each: EachStep.extend({ on_error: Inner, steps: Steps }),
  parallel: ParallelStep.extend({ on_error: Inner, parallel: Steps }),
  steps: BlockStep.extend({ on_error: Inner, steps: Steps, else: Steps.optional() }),
};

function checkSteps(list: unknown, path: Path, findings: Findings): void {
  if (!Array.isArray(list)) return;
  for (const [index, step] of list.entries()) checkStep(step, [...path, index], findings);
}

function checkStep(step: unknown, path: Path, findings: Findings): void {
  if (!isObject(step)) {
    return findings.error(path, `a step is an object with one of ${KINDS}, such as "- use: csv.read"`);
  }
  const kind = kindOfShape(step, path, findings);
  if (!kind) return;
  report(SHAPES[kind], step, path, `a step with "${kind}"`, findings);
  if (kind === "wait") checkWait(step.wait, [...path, "wait"], findings);
  checkOnError(step.on_error, [...path, "on_error"], findings);
  for (const key of ["steps", "else", "parallel"]) checkSteps(step[key], [...path, key], findings);
}

const KINDS = STEP_KINDS.map((kind) => `"${kind}"`).join(", ");

function kindOfShape(step: Record<string, unknown>, path: Path, findings: Findings): StepKind | null {
  const kinds = STEP_KINDS.filter((kind) => Object.hasOwn(step, kind));
  const [kind, other] = kinds.includes("each") ? kinds.filter((one) => one !== "steps") : kinds;
  if (kind === undefined) {
    const meant = Object.keys(step).map((key) => ({ key, kind: nearest(key, STEP_KINDS) }));
    const typo = meant.find((one) => one.kind !== undefined && !ANY_STEP.includes(one.key));
    if (typo) findings.errorAtKey([...path, typo.key], `there is no step "${typo.key}". Did you mean "${typo.kind}"?`);
    else findings.error(path, `this step does nothing; give it one of ${KINDS}`);
    return null;
  }
  if (other !== undefined) {
    findings.errorAtKey([...path, other], `this step has both "${kind}" and "${other}"; make it two steps`);
    return null;
  }
  return kind;
}

const ANY_STEP = Object.keys(SetStep.shape).filter((key) => key !== "set");

function checkOnError(value: unknown, path: Path, findings: Findings): void {
  if (value === undefined || value === "fail" || value === "continue") return;
  if (Array.isArray(value) && value.length > 0) return checkSteps(value, path, findings);
  findings.error(path, '"on_error" is "fail", "continue", or a list of steps to run instead');
}

function checkWait(wait: unknown, path: Path, findings: Findings): void {
  if (typeof wait === "string") return report(Duration, wait, path, '"wait"', findings);
  const keys = isObject(wait) ? (["for", "until", "event"] as const).filter((key) => key in wait) : [];
  const [key, other] = keys;
  if (key === undefined || other !== undefined) {
    return findings.error(
      path,
      'write how long ("15m"), or one of {for: 15m}, {until: "2026-05-31T17:00:00Z"}, {event: name}',
    );
  }
  report(WAITS[key], wait, path, `"wait" with "${key}"`, findings);
}

const Text = z.string().min(1);
const WAITS = {
  for: z.object({ for: Duration }).strict(),
  until: z.object({ until: Text }).strict(),
  event: z.object({ event: Text, key: z.string().optional(), due: Duration.optional() }).strict(),
};

function report(schema: z.ZodType, value: unknown, path: Path, what: string, findings: Findings): void {
  const { error } = schema.safeParse(value);
  if (error) reportZodIssues(error.issues, { schema, value, path, what }, findings);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
