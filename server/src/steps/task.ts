import { sentence } from "@taskwright/api/sentence.ts";
import type { CompiledTask } from "../definitions/compiled.ts";
import { prepared, run } from "../db/database.ts";
import { appendEvent } from "../events/append.ts";
import { writeStep } from "../engine/step-rows.ts";
import {
  evaluate,
  failed,
  PARKED,
  stepEvent,
  type StepResult,
  STOPPED,
  stepWrite,
  type Visit,
} from "../engine/visit.ts";
import { createTasks } from "../tasks/create.ts";

/** Definitions that start each other for ever end here. */
const DEEPEST = 10;

/** Runs another definition as a task of its own, and waits for what it gives. */
export async function walkTask(visit: Visit<CompiledTask>): Promise<StepResult> {
  const { segment, step, scope, path, attempt, row } = visit;
  const subtask = row?.wait?.type === "subtask" ? row.wait.taskId : undefined;
  if (subtask !== undefined) return waitFor(visit, subtask);

  const inputs = ((await evaluate(step.with, scope)) ?? {}) as Record<string, unknown>;
  const started = await segment.alone(async (tx) => {
    const [{ depth } = { depth: 0 }] = await run<{ depth: number }>(tx, DEPTH, [segment.task.id]);
    if (depth >= DEEPEST) return { tooDeep: true as const };
    const actor = { ...segment.actor, workspaceId: segment.task.workspace_id, role: null };
    const [taskId] = await createTasks(tx, segment.engine.boss, [
      {
        actor,
        task: {
          definition: step.definition,
          inputs,
          kind: "subtask",
          agent: step.agent ?? undefined,
          priority: segment.task.priority,
          principal: segment.task.principal,
          parent: { taskId: segment.task.id, stepPath: path },
          untrusted:
            segment.steps.untrusted === null
              ? undefined
              : `task #${segment.task.id} had read ${segment.steps.untrusted}`,
          dryRun: segment.task.dry_run ?? undefined,
        },
      },
    ]);
    const write = stepWrite({ ...visit, attempt }, "waiting", {
      input: { definition: step.definition, inputs },
      wait: { type: "subtask", taskId: taskId! },
    });
    await writeStep(tx, segment.task.id, write);
    await appendEvent(tx, {
      ...stepEvent(visit, "waiting", { subtaskId: taskId }),
      workspaceId: segment.task.workspace_id,
      taskId: segment.task.id,
      actor: segment.actor,
    });
    return { taskId: taskId!, write };
  });
  if (!started) return STOPPED;
  if ("tooDeep" in started)
    return failed("too_deep", `Sub-tasks may be nested ${DEEPEST} deep. Do the definitions start each other?`, {
      sentence: sentence("failed.too_deep", { most: DEEPEST }),
    });
  segment.remember(started.write);
  return waitFor(visit, started.taskId);
}

function waitFor(visit: Visit<CompiledTask>, taskId: number): StepResult {
  visit.segment.waits.push({
    until: null,
    reason: {
      code: "subtask",
      text: `waiting for sub-task #${taskId} (${visit.step.definition})`,
      sentence: sentence("waiting.subtask", { task: taskId, definition: visit.step.definition }),
      stepPath: visit.path,
    },
  });
  return PARKED;
}

const DEPTH = prepared(
  "tasks_depth",
  `with recursive above as (
     select id, parent_task_id, 0 as depth from tasks where id = $1
     union all
     select t.id, t.parent_task_id, above.depth + 1 from tasks t join above on t.id = above.parent_task_id
   )
   select max(depth)::int as depth from above`,
);
