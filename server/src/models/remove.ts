import { sentence } from "@taskwright/api/sentence.ts";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { modelMissing } from "./store.ts";

/** Not while an agent or another model relies on it: whoever removes it first says what takes its place. */
export async function removeModel(db: Db, actor: Actor, id: number): Promise<void> {
  authorize(actor, "model.write");
  const { workspaceId } = actor;
  await inTransaction(db, async (tx) => {
    const model = await tx
      .selectFrom("models")
      .select("name")
      .where("id", "=", id)
      .where("workspace_id", "=", workspaceId)
      .forUpdate()
      .executeTakeFirst();
    if (!model) throw modelMissing(id);
    const agents = await tx.selectFrom("agents").select("name").where("model_id", "=", id).orderBy("name").execute();
    const models = await tx.selectFrom("models").select("name").where("fallback_id", "=", id).orderBy("name").execute();
    const users = [...agents, ...models].map(({ name }) => name);
    if (users.length > 0) {
      throw new AppError(
        "conflict",
        `"${model.name}" is used by ${users.slice(0, 5).join(", ")}${users.length > 5 ? " and others" : ""}. Give them another model first.`,
        { sentence: sentence("refused.model_in_use", { name: model.name, by: users }) },
      );
    }
    await tx.deleteFrom("models").where("id", "=", id).execute();
    await appendEvent(tx, { workspaceId, kind: "model.removed", actor, data: { modelId: id, name: model.name } });
  });
}
