import { sentence } from "@taskwright/api/sentence.ts";
import type { PgBoss } from "pg-boss";
import type { Actor } from "../access/actor.ts";
import { type Db, inTransaction, json, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { type Change, lockTask, refuseEnded } from "./change.ts";
import { CLOCKS } from "./clocks.ts";
import { dropJobs } from "./queue.ts";
import { requestOfRunning } from "./request.ts";

/** Holds a task until it is resumed. Questions stay open and may be answered meanwhile. */
export async function pauseTask(db: Db, boss: PgBoss, actor: Actor, id: number, reason?: string): Promise<Change> {
  return await inTransaction(db, async (tx) => {
    const task = await lockTask(tx, actor, id);
    refuseEnded(task, "pause");
    if (task.status === "paused") return PAUSED_ALREADY;
    const text = `paused by ${actor.name}${reason ? `: ${reason}` : ""}`;
    const said = { by: actor.name, why: reason };
    if (task.status === "running") {
      if (task.requested === "cancel")
        throw new AppError("conflict", `Task #${id} is being cancelled; it cannot be paused any more.`, {
          sentence: sentence("refused.being_cancelled", { task: id }),
        });
      if (task.requested === "pause") return PAUSES_ALREADY;
      await requestOfRunning(tx, task, actor, "pause", {
        code: "pausing",
        text: `being ${text}, after the step under way`,
        sentence: sentence("pausing", said),
      });
      return PAUSES;
    }
    const paused = { code: "paused", text, sentence: sentence("paused", said) };
    await run(tx, PAUSE, [id, json(paused)]);
    dropJobs(tx, boss, [task.job_id]);
    await appendEvent(tx, {
      workspaceId: task.workspace_id,
      taskId: id,
      kind: "task.paused",
      actor,
      data: { reason: paused },
    });
    return PAUSED;
  });
}

const PAUSED: Change = {
  effect: "now",
  message: "Paused. Nothing of it runs until it is resumed.",
  sentence: sentence("change.paused", {}),
};
const PAUSES: Change = {
  effect: "next_boundary",
  message: "It will pause when the step under way has ended.",
  sentence: sentence("change.will_pause", {}),
};
const PAUSED_ALREADY: Change = {
  effect: "none",
  message: "It was paused already.",
  sentence: sentence("change.paused_already", {}),
};
const PAUSES_ALREADY: Change = {
  effect: "none",
  message: "It is about to pause: the step under way ends first.",
  sentence: sentence("change.will_pause_already", {}),
};

const PAUSE = prepared(
  "tasks_pause",
  `update tasks t set status = 'paused', reason = $2::jsonb, job_id = null, ${CLOCKS} where t.id = $1`,
);
