import { sentence } from "@taskwright/api/sentence.ts";
import type { PgBoss } from "pg-boss";
import type { Actor } from "../access/actor.ts";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { type Change, lockTask, refuseEnded } from "./change.ts";
import { CLOCKS } from "./clocks.ts";
import { newJobId, sendJobs } from "./queue.ts";
import { STARTS_LATER } from "./insert.ts";
import { requestOfRunning } from "./request.ts";

/** Lets a paused task go on. What it waited for is looked at again: it may be there by now. */
export async function resumeTask(db: Db, boss: PgBoss, actor: Actor, id: number): Promise<Change> {
  return await inTransaction(db, async (tx) => {
    const task = await lockTask(tx, actor, id);
    refuseEnded(task, "resume");
    if (task.status === "running" && task.requested === "pause") {
      await requestOfRunning(tx, task, actor, null, null);
      return {
        effect: "now",
        message: "It had not paused yet and goes on.",
        sentence: sentence("change.resumed_before_pause", {}),
      };
    }
    if (task.status !== "paused")
      throw new AppError("conflict", `Task #${id} is ${task.status}, not paused.`, {
        details: { status: task.status },
        sentence: sentence("refused.not_paused", { task: id, status: task.status }),
      });
    const jobId = newJobId(task.priority);
    await run(tx, QUEUE_AGAIN, [id, jobId]);
    const { agent_id: agentId, priority, start_at: startAfter } = task;
    const isNew = task.started_at === null && task.parent_task_id === null;
    await sendJobs(tx, boss, [{ jobId, taskId: id, agentId, priority, startAfter, isNew }]);
    await appendEvent(tx, { workspaceId: task.workspace_id, taskId: id, kind: "task.resumed", actor });
    return task.start_at ? STARTS_THEN : GOES_ON;
  });
}

const STARTS_THEN: Change = {
  effect: "now",
  message: "It starts at the time it was given.",
  sentence: sentence("change.resumed_for_start", {}),
};
const GOES_ON: Change = {
  effect: "now",
  message: "It goes on as soon as its agent has room.",
  sentence: sentence("change.resumed", {}),
};

export const QUEUE_AGAIN = prepared(
  "tasks_queue_again",
  `update tasks t set status = case when t.start_at > now() then 'scheduled' else 'queued' end,
     reason = case when t.start_at > now() then ${STARTS_LATER} end, error = null, ended_at = null, requested = null, job_id = $2::uuid, ${CLOCKS}
   where t.id = $1`,
);
