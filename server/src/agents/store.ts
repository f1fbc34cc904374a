import { sentence } from "@taskwright/api/sentence.ts";
import type { Agent, AgentBudget, AgentToolRule, WorkingHours } from "@taskwright/api/agent.ts";
import type { ModelTrouble } from "@taskwright/api/model.ts";
import { sql } from "kysely";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { type Page, isText, readCursor, toPage } from "../lib/cursor.ts";
import { availabilityOf } from "./availability.ts";
import { DAY_OF_AGENT, spendingOf } from "./spending.ts";

type AgentRow = Awaited<ReturnType<ReturnType<typeof selectAgents>["executeTakeFirstOrThrow"]>>;

/** With how many of its tasks run and wait for a turn, its model, and what it spent today, all as of now. */
export function selectAgents(db: Db, workspaceId: number) {
  const count = (status: "running" | "queued") => sql<number>`(
    select count(*) from tasks t
    where t.workspace_id = ${workspaceId} and t.agent_id = a.id and t.status = ${sql.lit(status)})`;
  return db
    .selectFrom("agents as a")
    .leftJoin("models as m", "m.id", "a.model_id")
    .leftJoin("agent_days as d", (join) =>
      join.onRef("d.agent_id", "=", "a.id").on(sql<boolean>`d.day = ${sql.raw(DAY_OF_AGENT)}`),
    )
    .select([
      "a.id",
      "a.name",
      "a.description",
      "a.instructions",
      "a.tools",
      "a.max_concurrent",
      "a.hours",
      "a.budget",
      "a.enabled",
      "a.version",
      "a.created_at",
      "m.id as model_id",
      "m.name as model_name",
      "m.trouble as model_trouble",
      "m.quiet_until as model_quiet_until",
      "m.fallback_id as model_fallback_id",
      "d.cost_micros",
      "d.tokens",
      "d.calls",
      "d.running_ms",
    ])
    .select(
      sql<{ by: string; reason: string } | null>`(
        select jsonb_build_object('by', s.created_by ->> 'name', 'reason', s.reason) from stops s
        where s.workspace_id = ${workspaceId} and s.lifted_at is null
          and (s.kind = 'workspace' or (s.kind = 'agent' and s.target_id = a.id))
        order by s.id limit 1)`.as("stop"),
    )
    .select([count("running").as("running"), count("queued").as("queued"), sql<Date>`pgboss.job_now()`.as("now")])
    .where("a.workspace_id", "=", workspaceId);
}

export async function readAgent(db: Db, workspaceId: number, id: number): Promise<Agent> {
  const row = await selectAgents(db, workspaceId).where("a.id", "=", id).executeTakeFirst();
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
  if (after !== undefined) query = query.where("a.name", ">", after);
  const rows = await query
    .orderBy("a.name")
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, toAgent, (row) => row.name);
}

export function agentMissing(id: number): AppError {
  return new AppError("not_found", `There is no agent ${id} in this workspace.`, {
    sentence: sentence("refused.none", { noun: "agent", id }),
  });
}

function toAgent(row: AgentRow): Agent {
  const agent = {
    id: row.id,
    name: row.name,
    description: row.description,
    instructions: row.instructions,
    model: row.model_id === null ? null : { id: row.model_id, name: row.model_name! },
    tools: row.tools as AgentToolRule[] | null,
    maxConcurrent: row.max_concurrent,
    hours: row.hours as WorkingHours | null,
    budget: row.budget as AgentBudget | null,
    enabled: row.enabled,
    today: spendingOf(row),
    version: row.version,
    running: row.running,
    queued: row.queued,
    createdAt: row.created_at.toISOString(),
  };
  const model = agent.model && {
    name: agent.model.name,
    trouble: row.model_trouble as ModelTrouble | null,
    quietUntil: row.model_quiet_until,
    fallback: row.model_fallback_id !== null,
  };
  return { ...agent, availability: availabilityOf({ ...agent, model, stop: row.stop }, row.now) };
}
