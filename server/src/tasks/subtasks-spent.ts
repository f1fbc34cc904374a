import type { TaskSpent } from "@taskwright/api/task.ts";
import { type Db, prepared, run } from "../db/database.ts";

/** What models and tools took in a task's sub-tasks, however deep, and how long they ran. */
export interface SubtasksSpent {
  /** null: no model has worked in any of them */
  spent: TaskSpent | null;
  runningMs: number;
}

export async function spentBySubtasks(db: Db, taskId: number): Promise<SubtasksSpent> {
  const [row] = await run<SubtasksSpent>(db, BELOW, [taskId]);
  return row!;
}

/** Of two sums one; null: nothing. */
export function together(own: TaskSpent | null, more: TaskSpent | null): TaskSpent | null {
  if (!own || !more) return own ?? more;
  const sums = { ...own };
  for (const key of Object.keys(sums) as (keyof TaskSpent)[]) sums[key] += more[key];
  return sums;
}

const KEYS = [
  "modelCalls",
  "toolCalls",
  "tokensIn",
  "tokensCached",
  "tokensOut",
  "tokensNew",
  "costMicros",
  "unpricedCalls",
  "estimatedCalls",
] as const satisfies (keyof TaskSpent)[];

const BELOW = prepared(
  "tasks_spent_by_subtasks",
  `with recursive below as (
     select id, spent, running_ms from tasks where parent_task_id = $1
     union all
     select t.id, t.spent, t.running_ms from tasks t join below on t.parent_task_id = below.id
   )
   select case when count(spent) > 0 then jsonb_build_object(
       ${KEYS.map((key) => `'${key}', coalesce(sum((spent ->> '${key}')::bigint), 0)`).join(", ")}) end as spent,
     coalesce(sum(running_ms), 0)::float8 as "runningMs"
   from below`,
);
