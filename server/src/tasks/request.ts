import type { TaskReason } from "@taskwright/api/task.ts";
import { type Actor, actorRecord } from "../access/actor.ts";
import { type Db, json } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { appendEvent } from "../events/append.ts";
import type { LockedTask } from "./change.ts";

/** Tells the worker of a running task what a person wants; it takes it at its next safe boundary. */
export async function requestOfRunning(
  tx: Db,
  task: LockedTask,
  actor: Actor,
  requested: "pause" | "cancel" | null,
  reason: TaskReason | null,
): Promise<void> {
  await tx
    .updateTable("tasks")
    .set({ requested, requested_by: requested === null ? null : json(actorRecord(actor)), reason: json(reason) })
    .where("id", "=", task.id)
    .execute();
  await appendEvent(tx, {
    workspaceId: task.workspace_id,
    taskId: task.id,
    kind: requested === null ? "task.pause-withdrawn" : `task.${requested}-requested`,
    actor,
    data: { reason },
  });
  pokeAfterCommit(tx, "control", String(task.id));
}
