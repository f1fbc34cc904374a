import type { DefinitionDocument } from "@taskwright/api/language.ts";
import { createHash } from "node:crypto";
import { type Db, json } from "../db/database.ts";

/** The id of the snapshot with this content, which is kept once however many versions amount to it. */
export async function keepSnapshot(tx: Db, workspaceId: number, document: DefinitionDocument): Promise<number> {
  const text = json(document);
  const sha256 = createHash("sha256").update(text).digest();
  const inserted = await tx
    .insertInto("definition_snapshots")
    .values({ workspace_id: workspaceId, sha256, document: text })
    .onConflict((conflict) => conflict.columns(["workspace_id", "sha256"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted) return inserted.id;
  const known = await tx
    .selectFrom("definition_snapshots")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where("sha256", "=", sha256)
    .executeTakeFirstOrThrow();
  return known.id;
}
