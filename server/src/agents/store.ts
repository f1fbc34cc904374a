import type { Agent } from "@taskwright/api/agent.ts";
import { sql } from "kysely";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { type Page, isText, readCursor, toPage } from "../lib/cursor.ts";

export interface AgentRow {
  id: number;
  name: string;
  description: string | null;
  max_concurrent: number | null;
  enabled: boolean;
  version: number;
  created_at: Date;
  running: number;
  queued: number;
}

/** With how many of its tasks run and wait for a turn, now. */
export function selectAgents(db: Db, workspaceId: number) {
  const count = (status: "running" | "queued") => sql<number>`(
    select count(*) from tasks t
    where t.workspace_id = ${workspaceId} and t.agent_id = agents.id and t.status = ${sql.lit(status)})`;
  return db
    .selectFrom("agents")
    .select(["id", "name", "description", "max_concurrent", "enabled", "version", "created_at"])
    .select([count("running").as("running"), count("queued").as("queued")])
    .where("workspace_id", "=", workspaceId);
}

export async function readAgent(db: Db, workspaceId: number, id: number): Promise<Agent> {
  const row = await selectAgents(db, workspaceId).where("id", "=", id).executeTakeFirst();
  if (!row) throw agentMissing(id);
  return toAgent(row);
}

export async function listAgents(
  db: Db,
  workspaceId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Agent>> {
  let query = selectAgents(db, workspaceId);
  const after = readCursor(cursor, isText);
  if (after !== undefined) query = query.where("name", ">", after);
  const rows = await query
    .orderBy("name")
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, toAgent, (row) => row.name);
}

export function agentMissing(id: number): AppError {
  return new AppError("not_found", `There is no agent ${id} in this workspace.`);
}

function toAgent(row: AgentRow): Agent {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    maxConcurrent: row.max_concurrent,
    enabled: row.enabled,
    version: row.version,
    running: row.running,
    queued: row.queued,
    createdAt: row.created_at.toISOString(),
  };
}
