import { systemActor } from "../access/actor.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { appendEvent } from "../events/append.ts";
import type { ModelRow } from "./store.ts";

/** Kept until a call succeeds or somebody changes the model; said once, not with every call. */
export async function keepTrouble(db: Db, row: ModelRow, trouble: { code: string; text: string }): Promise<void> {
  await inTransaction(db, async (tx) => {
    const known = await tx
      .selectFrom("models")
      .select("trouble")
      .where("id", "=", row.id)
      .forUpdate()
      .executeTakeFirst();
    if (!known) return;
    const kept = { ...trouble, at: new Date().toISOString() };
    await tx
      .updateTable("models")
      .set({ trouble: json(kept) })
      .where("id", "=", row.id)
      .execute();
    if ((known.trouble as { code?: string } | null)?.code === trouble.code) return;
    await append(tx, row, "model.failed", trouble);
  });
}

export async function clearTrouble(db: Db, row: ModelRow): Promise<void> {
  await inTransaction(db, async (tx) => {
    const cleared = await tx
      .updateTable("models")
      .set({ trouble: null })
      .where("id", "=", row.id)
      .where("trouble", "is not", null)
      .returning("id")
      .executeTakeFirst();
    if (cleared) await append(tx, row, "model.recovered", {});
  });
}

/** The provider asked for patience: nobody else calls it before. */
export async function keepQuiet(db: Db, row: ModelRow, ms: number): Promise<void> {
  await db
    .updateTable("models")
    .set({ quiet_until: new Date(Date.now() + ms) })
    .where("id", "=", row.id)
    .execute();
}

async function append(tx: Db, row: ModelRow, kind: string, data: object): Promise<void> {
  const { id: modelId, name, workspace_id: workspaceId } = row;
  await appendEvent(tx, {
    workspaceId,
    kind,
    actor: systemActor(workspaceId, "models"),
    data: { modelId, name, ...data },
  });
}
