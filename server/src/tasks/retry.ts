import { sentence } from "@taskwright/api/sentence.ts";
import type { PgBoss } from "pg-boss";
import type { Actor } from "../access/actor.ts";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { type Change, lockTask } from "./change.ts";
import { newJobId, sendJobs } from "./queue.ts";
import { QUEUE_AGAIN } from "./resume.ts";

/**
 * Tries a task that ended in error again, from the step that failed: what is recorded stays, the
 * failed steps get another attempt, and the timeout begins anew.
 */
export async function retryTask(db: Db, boss: PgBoss, actor: Actor, id: number): Promise<Change> {
  return await inTransaction(db, async (tx) => {
    const task = await lockTask(tx, actor, id);
    if (task.status !== "error") {
      throw new AppError(
        "conflict",
        `Task #${id} is ${task.status}; only one that ended in error can be tried again.`,
        {
          details: { status: task.status },
          sentence: sentence("refused.not_failed", { task: id, status: task.status }),
        },
      );
    }
    if (task.parent_task_id !== null) {
      throw new AppError(
        "conflict",
        `Task #${id} is a part of task #${task.parent_task_id}, which has its result. Retry that one.`,
        { sentence: sentence("refused.part", { task: id, parent: task.parent_task_id }) },
      );
    }
    await run(tx, REOPEN_BLOCKS, [id, EVERYWHERE]);
    await run(tx, REOPEN_CALLS, [id, EVERYWHERE]);
    await run(tx, NEXT_ATTEMPTS, [id, EVERYWHERE]);
    await run(tx, RESTART_TIMEOUT, [id]);
    const jobId = newJobId(task.priority);
    await run(tx, QUEUE_AGAIN, [id, jobId]);
    await sendJobs(tx, boss, [{ jobId, taskId: id, agentId: task.agent_id, priority: task.priority }]);
    await appendEvent(tx, { workspaceId: task.workspace_id, taskId: id, kind: "task.retried", actor });
    return {
      effect: "now",
      message: "It goes on from the step that failed.",
      sentence: sentence("change.retried", {}),
    };
  });
}

// An agent at work goes on with its conversation; one whose step was handed to a person asks again.
const GOES_ON = `(s.kind in ('steps', 'parallel', 'each') or (s.kind = 'agent' and s.input is not null))`;
/** A failure that the definition dealt with (on_error) is part of the history, not of the failure. */
const UNHANDLED = `coalesce((s.error ->> 'handled')::boolean, false) = false`;
const LATEST = `s.attempt = (select max(attempt) from steps l where l.task_id = s.task_id and l.path = s.path)`;
/** Nor is what was given up in a block that failed; what deals with that failure is no part of it. */
const STANDING = `not exists (select from steps h where h.task_id = s.task_id and h.status = 'error'
  and h.kind in ('steps', 'parallel', 'each', 'agent') and (h.error ->> 'handled')::boolean
  and (starts_with(s.path, h.path || '.') or starts_with(s.path, h.path || '[')) and not starts_with(s.path, h.path || '.on_error.'))`;
/** Not below the step that is given as $2: what is in a skipped block stays as it ended. */
const OUTSIDE = `not starts_with(s.path, $2 || '.') and not starts_with(s.path, $2 || '[')`;
const EVERYWHERE = "";

// A block goes on where it was: its own record is open again.
export const REOPEN_BLOCKS = prepared(
  "tasks_retry_blocks",
  `update steps s set status = 'running', error = null, ended_at = null
   where s.task_id = $1 and ${GOES_ON} and s.status in ('error', 'cancelled') and ${UNHANDLED} and ${LATEST} and ${STANDING} and ${OUTSIDE}`,
);
// A call that was under way when the task ended is in doubt, and settled as such.
export const REOPEN_CALLS = prepared(
  "tasks_retry_calls",
  `update steps s set status = 'running', ended_at = null
   where s.task_id = $1 and s.kind = 'use' and s.status = 'cancelled' and s.wait is null and ${LATEST} and ${STANDING} and ${OUTSIDE}`,
);
const NEXT_ATTEMPTS = prepared("tasks_retry_attempts", nextAttempts("'error', 'cancelled'"));
/** What was open beside a failure that is skipped: asked and waited for again. */
export const REOPEN_CANCELLED = prepared("tasks_reopen_cancelled", nextAttempts("'cancelled'"));

function nextAttempts(statuses: string): string {
  return `insert into steps (task_id, path, attempt, seq, kind, title, tool, effect, status, input, wait, started_at)
   select s.task_id, s.path, s.attempt + 1, most.seq + row_number() over (order by s.seq), s.kind, s.title, s.tool, s.effect, 'waiting',
     case when s.kind = 'ask' then s.input end,
     jsonb_build_object('type', 'retry', 'until', to_char(pgboss.job_now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), clock_timestamp()
   from steps s cross join (select max(seq) as seq from steps where task_id = $1) most
   where s.task_id = $1 and not ${GOES_ON} and s.status in (${statuses}) and ${UNHANDLED} and ${LATEST} and ${STANDING} and ${OUTSIDE}`;
}

export const RESTART_TIMEOUT = prepared(
  "tasks_retry_timeout",
  `update tasks set timeout_base_ms = running_ms + waiting_ms - person_ms where id = $1`,
);
