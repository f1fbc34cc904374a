import { sentence } from "@taskwright/api/sentence.ts";
import type { CreateConnection } from "@taskwright/api/connection.ts";
import { type Actor, actorRecord } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { checkMethod, needsSignIn } from "./methods.ts";
import { sealFields } from "./secret.ts";
import { assertKnownGrants } from "./share.ts";
import type { Vault } from "./vault.ts";

/** Keeps it, with its secrets sealed. Gives its id. */
export async function createConnection(db: Db, vault: Vault, actor: Actor, given: CreateConnection): Promise<number> {
  authorize(actor, "connection.write");
  if (given.owner === "workspace" || given.grants.length > 0) authorize(actor, "connection.share");
  checkMethod(given);
  const { workspaceId } = actor;
  const ownerId = given.owner === "me" ? ownerOf(actor) : null;
  return await inTransaction(db, async (tx) => {
    await assertKnownGrants(tx, workspaceId, given.grants);
    const row = await tx
      .insertInto("connections")
      .values({
        workspace_id: workspaceId,
        name: given.name,
        app: given.app,
        method: given.method,
        owner_id: ownerId,
        grants: json(given.grants),
        settings: json(given.settings),
        status: needsSignIn(given.method) ? "pending" : "ready",
        created_by: json(actorRecord(actor)),
      })
      .onConflict((conflict) => conflict.columns(["workspace_id", "name"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!row)
      throw new AppError("conflict", `There is a connection called "${given.name}". Choose another name.`, {
        sentence: sentence("refused.taken", { noun: "connection", name: given.name }),
      });
    // Its place in the table is part of the seal.
    const secret = sealFields(vault, { id: row.id, workspace_id: workspaceId }, given.fields);
    await tx
      .updateTable("connections")
      .set({ secret: json(secret) })
      .where("id", "=", row.id)
      .execute();
    const { name, app, method, grants } = given;
    const data = { connectionId: row.id, name, app, method, grants };
    await appendEvent(tx, { workspaceId, kind: "connection.created", actor, data });
    return row.id;
  });
}

function ownerOf(actor: Actor): number {
  if (actor.userId) return actor.userId;
  throw new AppError(
    "unprocessable",
    'This API key belongs to no person, so a connection of its own could not be used. Make it the workspace\'s: owner "workspace".',
  );
}
