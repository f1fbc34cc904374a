import type { Actor } from "../access/actor.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { appendEvent } from "../events/append.ts";
import { assertChangeable, findConnection } from "./store.ts";

/** Gone with its secrets; tasks that need it say so. */
export async function removeConnection(db: Db, actor: Actor, id: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await findConnection(tx, actor, id);
    // Whoever runs the workspace may take a connection away from it, without being able to use it.
    if (actor.role !== "owner") assertChangeable(actor, row);
    await tx.deleteFrom("connections").where("id", "=", id).execute();
    const data = { connectionId: id, name: row.name };
    await appendEvent(tx, { workspaceId: actor.workspaceId, kind: "connection.removed", actor, data });
  });
}
