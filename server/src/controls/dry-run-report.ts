import { sentence } from "@taskwright/api/sentence.ts";
import type { DryRunReport } from "@taskwright/api/dry-run.ts";
import type { DecidingRule } from "@taskwright/api/policy.ts";
import type { Effect, Rehearsed } from "@taskwright/api/step.ts";
import type { DryRun, TaskError, TaskStatus } from "@taskwright/api/task.ts";
import type { Actor } from "../access/actor.ts";
import { type Db, prepared, run } from "../db/database.ts";
import type { CallCost } from "../models/models.ts";
import { AppError } from "../errors.ts";

/** Read off the journals of the task and its sub-tasks: what they would have done, in the order of it. */
export async function dryRunReport(db: Db, actor: Actor, id: number): Promise<DryRunReport> {
  const [task] = await run<TaskRow>(db, TASK, [id, actor.workspaceId]);
  if (!task)
    throw new AppError("not_found", `There is no task #${id}.`, {
      sentence: sentence("refused.none", { noun: "task", id }),
    });
  if (!task.dry_run) throw new AppError("unprocessable", `Task #${id} was no dry run. Start one with "dryRun".`);
  const steps = await run<StepRow>(db, STEPS, [id]);
  const [cost] = await run<{ mean: number | null; runs: number }>(db, COST, [task.definition_id]);
  return {
    taskId: id,
    status: task.status,
    approvals: task.dry_run.approvals,
    actions: steps.filter(isHeldBack).map((step) => ({
      ...placeOf(step),
      tool: step.tool,
      effect: step.effect,
      args: step.input ?? null,
      answer: step.output ?? null,
      from: step.rehearsed,
      rule: step.rule,
    })),
    asked: steps.flatMap((step) => askedAt(step)),
    denied: steps.flatMap((step) =>
      step.rule?.policy === "deny" ? [{ ...placeOf(step), tool: step.tool!, rule: step.rule }] : [],
    ),
    failed: steps.flatMap((step) => failureAt(step)),
    cost: {
      spentMicros: steps.reduce((sum, step) => sum + spentMicros(step), 0),
      expectedMicros: cost?.mean ?? null,
      runs: cost?.runs ?? 0,
    },
    unknowns: steps.flatMap((step) => unknownIn(step)),
  };
}

interface TaskRow {
  status: TaskStatus;
  dry_run: DryRun | null;
  definition_id: number;
}

interface StepRow {
  task_id: number;
  path: string;
  attempt: number;
  kind: string;
  title: string | null;
  tool: string | null;
  effect: Effect | null;
  status: string;
  input: unknown;
  output: unknown;
  error: TaskError | null;
  /** its task ended in error there */
  fatal: boolean;
  rule: DecidingRule | null;
  rehearsed: Rehearsed | null;
  cost_micros: number | null;
}

function placeOf({ task_id, path, title }: StepRow) {
  return { taskId: task_id, path, title };
}

function isHeldBack(step: StepRow): step is StepRow & { tool: string; effect: Effect; rehearsed: Rehearsed } {
  return step.rehearsed !== null && step.tool !== null && step.effect !== null && step.kind === "use";
}

function askedAt(step: StepRow): DryRunReport["asked"] {
  const assumed = step.rehearsed !== null;
  if (step.rule?.policy === "ask") return [{ ...placeOf(step), why: step.rule.text, assumed }];
  if (step.kind === "ask") return [{ ...placeOf(step), why: "the step itself", assumed }];
  const handedOver = step.kind === "agent" && step.rehearsed?.from === "assumed";
  return handedOver ? [{ ...placeOf(step), why: "no model is connected: a person does it", assumed }] : [];
}

/** Blocks fail with what is in them: told where it happened. What was denied is told as that. */
function failureAt(step: StepRow): DryRunReport["failed"] {
  const { error, rule, attempt, tool, fatal } = step;
  if (step.status !== "error" || !error || rule?.policy === "deny") return [];
  if (error.stepPath !== undefined && error.stepPath !== step.path) return [];
  return [{ ...placeOf(step), attempt, tool, error, handled: !fatal }];
}

/** A model's turn that failed, or was given up, has what it took in its error. */
function spentMicros({ cost_micros, error }: StepRow): number {
  const spent = (error?.details as { spent?: CallCost[] } | undefined)?.spent ?? [];
  return (cost_micros ?? 0) + spent.reduce((sum, { costMicros }) => sum + (costMicros ?? 0), 0);
}

function unknownIn({ task_id, path, tool, kind, rehearsed }: StepRow): string[] {
  const where = `step "${path}" of task #${task_id}`;
  if (rehearsed?.from === "schema") {
    return [`${where}: what "${tool}" would have answered was made up, since no real run has come here.`];
  }
  if (rehearsed?.from === "skipped") return [`${where}: it was not waited for.`];
  if (rehearsed?.from !== "assumed") return [];
  return [
    `${where}: ${kind === "agent" ? "what a person would have done" : "what people would have said"} was taken as given.`,
  ];
}

const TASK = prepared(
  "dry_run_task",
  `select status, dry_run, definition_id from tasks where id = $1 and workspace_id = $2`,
);
const STEPS = prepared(
  "dry_run_steps",
  `with recursive family as (
     select id, status, error from tasks where id = $1
     union all
     select t.id, t.status, t.error from tasks t join family on t.parent_task_id = family.id
   )
   select s.task_id, s.path, s.attempt, s.kind, s.title, s.tool, s.effect, s.status, s.input, s.output, s.error, s.rule, s.rehearsed, s.cost_micros,
     family.status = 'error' and family.error ->> 'stepPath' = s.path and not exists (
       select from steps later where later.task_id = s.task_id and later.path = s.path and later.attempt > s.attempt
     ) as fatal
   from family join steps s on s.task_id = family.id
   order by s.started_at, s.task_id, s.seq limit 5000`,
);
const COST = prepared(
  "dry_run_cost",
  `select avg((spent ->> 'costMicros')::numeric)::float8 as mean, count(*)::int as runs from (
     select spent from tasks where definition_id = $1 and dry_run is null and status = 'complete' and spent is not null
     order by id desc limit 20
   ) last`,
);
