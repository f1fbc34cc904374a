import { sentence } from "@taskwright/api/sentence.ts";
import type { CreateModel, Model } from "@taskwright/api/model.ts";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import type { Vault } from "../connections/vault.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { checkFallback, checkModel } from "./check.ts";
import { keyOwner, readModel } from "./store.ts";

export interface ModelKeeping {
  vault: Vault;
  httpAllow: readonly string[];
}

export async function createModel(db: Db, actor: Actor, keeping: ModelKeeping, model: CreateModel): Promise<Model> {
  authorize(actor, "model.write");
  const { workspaceId } = actor;
  const placed = {
    provider: model.provider,
    address: model.address ?? null,
    api: model.api ?? null,
    thisMachine: model.thisMachine ?? false,
  };
  checkModel({ ...placed, hasKey: Boolean(model.key) }, keeping.httpAllow);
  return await inTransaction(db, async (tx) => {
    await checkFallback(tx, workspaceId, null, model.fallbackId);
    const row = await tx
      .insertInto("models")
      .values({
        workspace_id: workspaceId,
        name: model.name,
        provider: placed.provider,
        model_name: model.modelName,
        address: placed.address,
        api: placed.api,
        this_machine: placed.thisMachine,
        max_concurrent: model.maxConcurrent ?? null,
        requests_per_minute: model.requestsPerMinute ?? null,
        tokens_per_minute: model.tokensPerMinute ?? null,
        max_output_tokens: model.maxOutputTokens ?? null,
        price: json(model.price ?? null),
        fallback_id: model.fallbackId ?? null,
      })
      .onConflict((conflict) => conflict.columns(["workspace_id", "name"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!row) throw nameTaken(model.name);
    if (model.key) await sealKey(tx, keeping.vault, workspaceId, row.id, model.key);
    const data = { modelId: row.id, name: model.name, provider: model.provider, modelName: model.modelName };
    await appendEvent(tx, { workspaceId, kind: "model.created", actor, data });
    return await readModel(tx, workspaceId, row.id);
  });
}

export async function sealKey(tx: Db, vault: Vault, workspaceId: number, id: number, key: string): Promise<void> {
  const secret = json(vault.seal(key, keyOwner(workspaceId, id)));
  await tx.updateTable("models").set({ secret }).where("id", "=", id).execute();
}

export function nameTaken(name: string): AppError {
  return new AppError(
    "conflict",
    `There is a model called "${name}" already. Choose another name, or change that one.`,
    { sentence: sentence("refused.taken", { noun: "model", name }) },
  );
}
