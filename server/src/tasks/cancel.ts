import { sentence } from "@taskwright/api/sentence.ts";
import type { PgBoss } from "pg-boss";
import { type Actor, actorRecord } from "../access/actor.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { type Change, lockTask, refuseEnded } from "./change.ts";
import { endTask } from "./end.ts";
import { requestOfRunning } from "./request.ts";

/** Ends a task for good. One that runs ends at its next safe boundary; its call under way is given up. */
export async function cancelTask(db: Db, boss: PgBoss, actor: Actor, id: number, reason?: string): Promise<Change> {
  return await inTransaction(db, async (tx) => {
    const task = await lockTask(tx, actor, id);
    refuseEnded(task, "cancel");
    const text = `cancelled by ${actor.name}${reason ? `: ${reason}` : ""}`;
    const said = { by: actor.name, why: reason };
    if (task.status === "running") {
      await requestOfRunning(tx, task, actor, "cancel", {
        code: "cancelling",
        text: `being ${text}`,
        sentence: sentence("cancelling", said),
      });
      return {
        effect: "next_boundary",
        message: "It will end as soon as the call under way has been given up.",
        sentence: sentence("change.will_cancel", {}),
      };
    }
    await endTask(tx, boss, id, {
      status: "cancelled",
      reason: { code: "cancelled", text, sentence: sentence("cancelled", said) },
      error: null,
      actor: actorRecord(actor),
    });
    return {
      effect: "now",
      message: "Cancelled. Nothing of it will run any more.",
      sentence: sentence("change.cancelled", {}),
    };
  });
}
