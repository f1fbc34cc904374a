import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";

/** A model of another workspace is not there. */
export async function assertModel(tx: Db, workspaceId: number, id: number | null | undefined): Promise<void> {
  if (id === null || id === undefined) return;
  const model = await tx
    .selectFrom("models")
    .select("id")
    .where("id", "=", id)
    .where("workspace_id", "=", workspaceId)
    .forShare()
    .executeTakeFirst();
  if (!model) throw new AppError("unprocessable", `There is no model ${id} in this workspace. Connect it first.`);
}
