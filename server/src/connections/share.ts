import { sentence } from "@taskwright/api/sentence.ts";
import type { Actor } from "../access/actor.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { assertChangeable, findConnection, lockConnection } from "./store.ts";

/** Says anew who may use it besides its owner. */
export async function shareConnection(db: Db, actor: Actor, id: number, grants: string[]): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await findConnection(tx, actor, id);
    assertChangeable(actor, row);
    await assertKnownGrants(tx, actor.workspaceId, grants);
    await lockConnection(tx, id);
    await tx
      .updateTable("connections")
      .set((set) => ({ grants: json([...new Set(grants)]), version: set("version", "+", 1), updated_at: new Date() }))
      .where("id", "=", id)
      .execute();
    const data = { connectionId: id, name: row.name, grants };
    await appendEvent(tx, { workspaceId: actor.workspaceId, kind: "connection.shared", actor, data });
  });
}

/** A misspelt login would share with nobody, and say nothing. */
export async function assertKnownGrants(tx: Db, workspaceId: number, grants: readonly string[]): Promise<void> {
  const logins = grants.filter((grant) => grant.startsWith("user:")).map((grant) => grant.slice("user:".length));
  if (logins.length === 0) return;
  const rows = await tx
    .selectFrom("users")
    .select("login")
    .where("workspace_id", "=", workspaceId)
    .where("login", "in", logins)
    .execute();
  const unknown = logins.find((login) => !rows.some((row) => row.login === login));
  if (unknown !== undefined)
    throw new AppError("unprocessable", `There is nobody who signs in as "${unknown}".`, {
      sentence: sentence("refused.none", { noun: "person", id: unknown }),
    });
}
