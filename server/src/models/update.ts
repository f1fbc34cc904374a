import { sentence } from "@taskwright/api/sentence.ts";
import type { Model, UpdateModel } from "@taskwright/api/model.ts";
import { sql } from "kysely";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { checkFallback, checkModel } from "./check.ts";
import { type ModelKeeping, nameTaken, sealKey } from "./create.ts";
import { modelMissing, readModel } from "./store.ts";

export async function updateModel(
  db: Db,
  actor: Actor,
  { vault, httpAllow }: ModelKeeping,
  id: number,
  change: UpdateModel,
): Promise<Model> {
  authorize(actor, "model.write");
  const { workspaceId } = actor;
  return await inTransaction(db, async (tx) => {
    // Two that make models fall back to each other at once would both find no cycle.
    await sql`select 1 from workspaces where id = ${workspaceId} for update`.execute(tx);
    const before = await tx
      .selectFrom("models")
      .selectAll()
      .where("id", "=", id)
      .where("workspace_id", "=", workspaceId)
      .forUpdate()
      .executeTakeFirst();
    if (!before) throw modelMissing(id);
    if (change.version !== undefined && change.version !== before.version) {
      throw new AppError(
        "version_mismatch",
        `"${before.name}" was changed meanwhile: it is at version ${before.version}, and your change is based on ${change.version}. Read it again.`,
        {
          sentence: sentence("refused.changed_meanwhile", { noun: "model", name: before.name }),
          details: { version: before.version },
        },
      );
    }
    const provider = change.provider ?? before.provider;
    const address = kept(change.address, before.address);
    const moved = provider !== before.provider || address !== before.address;
    // A key goes to whom it was given for, and nowhere else.
    if (moved && before.secret !== null && change.key === undefined) {
      throw new AppError(
        "unprocessable",
        "With another provider or address the model needs its key anew (or null for none): the old one is not sent to a new place.",
        { sentence: sentence("refused.key_anew", {}) },
      );
    }
    const placed = {
      provider,
      address,
      api: change.api === undefined && provider !== "openai" ? null : kept(change.api, before.api),
      thisMachine: change.thisMachine ?? before.this_machine,
    };
    const hasKey = change.key === undefined ? before.secret !== null : change.key !== null;
    checkModel({ ...placed, hasKey }, httpAllow);
    await checkFallback(tx, workspaceId, id, kept(change.fallbackId, before.fallback_id));
    const name = change.name ?? before.name;
    if (name !== before.name) await refuseTakenName(tx, workspaceId, name);
    await tx
      .updateTable("models")
      .set({
        name,
        provider: placed.provider,
        address: placed.address,
        api: placed.api,
        this_machine: placed.thisMachine,
        model_name: change.modelName ?? before.model_name,
        max_concurrent: kept(change.maxConcurrent, before.max_concurrent),
        requests_per_minute: kept(change.requestsPerMinute, before.requests_per_minute),
        tokens_per_minute: kept(change.tokensPerMinute, before.tokens_per_minute),
        max_output_tokens: kept(change.maxOutputTokens, before.max_output_tokens),
        price: json(kept(change.price, before.price)),
        fallback_id: kept(change.fallbackId, before.fallback_id),
        // Whatever was wrong may be right now: the next call says.
        trouble: null,
        tested: null,
        quiet_until: null,
        version: before.version + 1,
        updated_at: new Date(),
      })
      .where("id", "=", id)
      .execute();
    if (change.key) await sealKey(tx, vault, workspaceId, id, change.key);
    if (change.key === null) await tx.updateTable("models").set({ secret: null }).where("id", "=", id).execute();
    const { version: _, key, ...changed } = change;
    const data = {
      modelId: id,
      name,
      ...changed,
      ...(key === undefined ? {} : { key: key === null ? "removed" : "new" }),
    };
    await appendEvent(tx, { workspaceId, kind: "model.updated", actor, data });
    return await readModel(tx, workspaceId, id);
  });
}

/** null is a value, absence is none. */
function kept<T>(change: T | undefined, before: T): T {
  return change === undefined ? before : change;
}

async function refuseTakenName(tx: Db, workspaceId: number, name: string): Promise<void> {
  const taken = await tx
    .selectFrom("models")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where("name", "=", name)
    .executeTakeFirst();
  if (taken) throw nameTaken(name);
}
