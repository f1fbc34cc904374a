import { sentence } from "@taskwright/api/sentence.ts";
import type { Model, ModelPrice, ModelProvider, ModelTrouble } from "@taskwright/api/model.ts";
import { sql } from "kysely";
import type { Sealed } from "../connections/vault.ts";
import { type Db, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { isText, type Page, readCursor, toPage } from "../lib/cursor.ts";
import { PRICES_AS_OF } from "./price-list.ts";
import { knownModel } from "./prices.ts";

/** A model as its calls need it. */
export interface ModelRow {
  id: number;
  workspace_id: number;
  name: string;
  provider: ModelProvider;
  model_name: string;
  address: string | null;
  api: "responses" | "chat" | null;
  this_machine: boolean;
  secret: Sealed | null;
  max_concurrent: number | null;
  requests_per_minute: number | null;
  tokens_per_minute: number | null;
  max_output_tokens: number | null;
  price: ModelPrice | null;
  fallback_id: number | null;
  trouble: ModelTrouble | null;
  quiet_until: Date | null;
  version: number;
}

export async function findModel(db: Db, workspaceId: number, id: number): Promise<ModelRow | undefined> {
  return (await run<ModelRow>(db, FIND, [id, workspaceId]))[0];
}

const FIND = prepared("models_find", `select * from models where id = $1 and workspace_id = $2`);

export async function readModel(db: Db, workspaceId: number, id: number): Promise<Model> {
  const row = await selectModels(db, workspaceId).where("m.id", "=", id).executeTakeFirst();
  if (!row) throw modelMissing(id);
  return toModel(row);
}

export async function listModels(
  db: Db,
  workspaceId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Model>> {
  let query = selectModels(db, workspaceId);
  const after = readCursor(cursor, isText);
  if (after !== undefined) query = query.where("m.name", ">", after);
  const rows = await query
    .orderBy("m.name")
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, toModel, ({ name }) => name);
}

export function modelMissing(id: number): AppError {
  return new AppError("not_found", `There is no model ${id} in this workspace.`, {
    sentence: sentence("refused.none", { noun: "model", id }),
  });
}

/** Whose the key is: it opens for this model alone. */
export function keyOwner(workspaceId: number, id: number): string {
  return `${workspaceId}/model/${id}`;
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectModels>["executeTakeFirstOrThrow"]>>;

function selectModels(db: Db, workspaceId: number) {
  return db
    .selectFrom("models as m")
    .leftJoin("models as f", "f.id", "m.fallback_id")
    .selectAll("m")
    .select("f.name as fallback_name")
    .select(sql<number>`(select count(*) from agents a where a.model_id = m.id)`.as("agents"))
    .where("m.workspace_id", "=", workspaceId);
}

/** The key itself stays here. */
function toModel(row: Selected): Model {
  const known = row.price ? undefined : knownModel(row.provider, row.model_name);
  return {
    id: row.id,
    name: row.name,
    provider: row.provider,
    modelName: row.model_name,
    address: row.address,
    api: row.api,
    thisMachine: row.this_machine,
    hasKey: row.secret !== null,
    maxConcurrent: row.max_concurrent,
    requestsPerMinute: row.requests_per_minute,
    tokensPerMinute: row.tokens_per_minute,
    maxOutputTokens: row.max_output_tokens,
    price: row.price ?? known?.price ?? null,
    priceFrom: row.price ? "own" : known ? `price list of ${PRICES_AS_OF}` : null,
    fallback: row.fallback_id === null ? null : { id: row.fallback_id, name: row.fallback_name! },
    trouble: row.trouble,
    tested: row.tested,
    quietUntil: row.quiet_until?.toISOString() ?? null,
    agents: row.agents,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
