import type { SystemInfo } from "@taskwright/api/system.ts";
import { sql } from "kysely";
import type { Db } from "../db/database.ts";

const MOST = 200;

/** Models, those in trouble first: what is known of them, for a look here must cost no request there. */
export async function readModels(db: Db, workspaceId: number): Promise<SystemInfo["models"]> {
  const rows = await db
    .selectFrom("models as m")
    .select(["m.id", "m.name", "m.provider", "m.model_name as modelName", "m.trouble", "m.tested"])
    .select(sql<number>`(select count(*) from agents a where a.model_id = m.id)`.as("agents"))
    .where("m.workspace_id", "=", workspaceId)
    .orderBy(sql`m.trouble is null`)
    .orderBy("m.name")
    .limit(MOST)
    .execute();
  return rows.map((row) => ({ ...row, agents: Number(row.agents) }));
}

/** Connections, those first that a person has to sign in with. */
export async function readConnections(db: Db, workspaceId: number): Promise<SystemInfo["connections"]> {
  const rows = await db
    .selectFrom("connections as c")
    .leftJoin("users as u", "u.id", "c.owner_id")
    .select(["c.id", "c.name", "c.app", "c.owner_id", "c.status", "c.status_text", "c.used_at", "c.created_at"])
    .select("u.name as owner_name")
    .where("c.workspace_id", "=", workspaceId)
    .orderBy(sql`array_position(array['lapsed', 'pending', 'ready'], c.status)`)
    .orderBy("c.name")
    .limit(MOST)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    app: row.app,
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? "" },
    status: row.status,
    statusText: row.status_text,
    usedAt: row.used_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  }));
}
