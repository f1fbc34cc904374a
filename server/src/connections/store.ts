import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import type { ConnectionRow } from "./open.ts";

/** For whoever changes its secret or its state: others wait. */
export async function lockConnection(tx: Db, id: number): Promise<ConnectionRow> {
  const row = await tx.selectFrom("connections").selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst();
  if (!row) throw new AppError("not_found", `There is no connection ${id} any more.`);
  return { ...row, owner_name: null } as ConnectionRow;
}

/** Nobody can use it until a person has signed in again. */
export async function lapse(
  tx: Db,
  row: Pick<ConnectionRow, "id" | "name" | "workspace_id">,
  why: string,
): Promise<void> {
  const changed = await tx
    .updateTable("connections")
    .set({ status: "lapsed", status_text: why })
    .where("id", "=", row.id)
    .where("status", "<>", "lapsed")
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return;
  await appendEvent(tx, {
    workspaceId: row.workspace_id,
    kind: "connection.lapsed",
    actor: { type: "system", id: null, name: "Connections" },
    data: { connectionId: row.id, name: row.name, why },
  });
}
