import type { TaskAsk, TaskSummary } from "@taskwright/api/task.ts";
import type { AgentBudget, WorkingHours } from "@taskwright/api/agent.ts";
import { sql } from "kysely";
import type { Actor } from "../access/actor.ts";
import { asksActor } from "../access/asked.ts";
import { mayAct } from "../access/authorize.ts";
import { type Db, prepared, run } from "../db/database.ts";
import { dayIsSpentText, outsideHoursText } from "../agents/availability.ts";
import { endOfDay, openingAt } from "../agents/hours.ts";
import { DAY_OF_AGENT, spendingOf, usedUp } from "../agents/spending.ts";
import { type AgentLoad, type TaskRow, toSummary } from "./task.ts";

export const SUMMARY_COLUMNS = [
  "t.id",
  "t.title",
  "t.definition_id",
  "t.definition_version",
  "t.agent_id",
  "t.kind",
  "t.status",
  "t.reason",
  "t.priority",
  "t.progress",
  "t.created_by",
  "t.created_at",
  "t.started_at",
  "t.ended_at",
  "t.status_since",
  "t.running_ms",
  "t.waiting_ms",
  "t.parent_task_id",
  "t.spent",
  "t.dry_run",
] as const;

/** These tasks as lists show them, by number; those of other workspaces are left out. */
export async function readSummaries(
  db: Db,
  actor: Actor,
  ids: readonly number[],
  now: Date,
): Promise<Map<number, TaskSummary>> {
  if (ids.length === 0) return new Map();
  const rows = (await db
    .selectFrom("tasks as t")
    .innerJoin("definitions as d", "d.id", "t.definition_id")
    .innerJoin("agents as a", "a.id", "t.agent_id")
    .select(SUMMARY_COLUMNS)
    .select(["d.name as definition_name", "a.name as agent_name"])
    .where("t.workspace_id", "=", actor.workspaceId)
    .where(sql<boolean>`t.id = any(${ids})`)
    .execute()) as TaskRow[];
  const unended = rows.filter((row) => row.ended_at === null).map(({ id }) => id);
  const queued = rows.some((row) => row.status === "queued");
  const asks = await readAsks(db, actor, unended);
  const loads = queued ? await agentLoads(db, actor.workspaceId) : new Map<number, AgentLoad>();
  return new Map(rows.map((row) => [row.id, toSummary(row, loads.get(row.agent_id), now, asks.get(row.id))]));
}

/** What people are asked by these tasks. */
export async function readAsks(db: Db, actor: Actor, ids: readonly number[]): Promise<Map<number, TaskAsk[]>> {
  const asks = new Map<number, TaskAsk[]>();
  if (ids.length === 0) return asks;
  const may = mayAct(actor, "interaction.respond");
  const { rows } = await sql<AskRow>`
    select i.id, i.task_id, i.assignees, i.due_at, ${asksActor(actor, sql`i.assignees`)} as mine
    from interactions i where i.task_id = any(${ids}) and i.status = 'open' order by i.id`.execute(db);
  for (const row of rows) {
    const ask = {
      interactionId: row.id,
      assignees: row.assignees,
      mine: may && row.mine,
      dueAt: row.due_at?.toISOString() ?? null,
    };
    asks.set(row.task_id, [...(asks.get(row.task_id) ?? []), ask]);
  }
  return asks;
}

interface AskRow {
  id: number;
  task_id: number;
  assignees: string[];
  due_at: Date | null;
  mine: boolean;
}

export async function agentLoads(db: Db, workspaceId: number): Promise<Map<number, AgentLoad>> {
  const rows = await run<LoadRow>(db, LOADS, [workspaceId]);
  return new Map(rows.map((row) => [row.id, toLoad(row)]));
}

interface LoadRow {
  id: number;
  name: string;
  enabled: boolean;
  max_concurrent: number | null;
  hours: WorkingHours | null;
  budget: AgentBudget | null;
  cost_micros: number | null;
  tokens: number | null;
  calls: number | null;
  running_ms: number | null;
  running: number;
  now: Date;
}

function toLoad(row: LoadRow): AgentLoad {
  const { name, enabled, max_concurrent: maxConcurrent, hours, running, now } = row;
  const opening = hours && openingAt(hours, now);
  const closed = opening &&
    !opening.open && { text: outsideHoursText(name, hours, opening.changes), until: opening.changes };
  const used = usedUp(row.budget?.perDay, spendingOf(row));
  const until = endOfDay(hours?.zone ?? "UTC", now);
  const spent = used && { text: dayIsSpentText(name, used, until, hours), what: used, until };
  return { enabled, maxConcurrent, running, closed: closed || null, spent };
}

const LOADS = prepared(
  "tasks_agent_loads",
  `select a.id, a.name, a.enabled, a.max_concurrent, a.hours, a.budget, d.cost_micros, d.tokens, d.calls, d.running_ms,
     count(t.id)::int as running, pgboss.job_now() as now
   from agents a left join tasks t on t.agent_id = a.id and t.workspace_id = a.workspace_id and t.status = 'running'
   left join agent_days d on d.agent_id = a.id and a.budget ? 'perDay' and d.day = ${DAY_OF_AGENT}
   where a.workspace_id = $1
     and (not a.enabled or a.max_concurrent is not null or a.hours is not null or a.budget ? 'perDay')
   group by a.id, d.agent_id, d.day`,
);
