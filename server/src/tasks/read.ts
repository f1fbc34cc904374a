import type { Task, TaskCounts, TaskListQuery, TaskPage } from "@taskwright/api/task.ts";
import { TaskStatus } from "@taskwright/api/task.ts";
import { sql } from "kysely";
import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { type Db, named, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { isId, readCursor, toPage } from "../lib/cursor.ts";
import { type AgentLoad, type TaskRow, toError, toSummary } from "./task.ts";

/** Newest first. */
export async function listTasks(db: Db, actor: Actor, query: z.output<typeof TaskListQuery>): Promise<TaskPage> {
  let select = db
    .selectFrom("tasks as t")
    .innerJoin("definitions as d", "d.id", "t.definition_id")
    .innerJoin("agents as a", "a.id", "t.agent_id")
    .select(SUMMARY_COLUMNS)
    .select(["d.name as definition_name", "a.name as agent_name"])
    .where("t.workspace_id", "=", actor.workspaceId)
    .orderBy("t.id", "desc")
    .limit(query.limit + 1);
  const cursor = readCursor(query.cursor, isId);
  if (cursor !== undefined) select = select.where("t.id", "<", cursor);
  if (query.status) select = select.where("t.status", "in", statusesOf(query.status));
  if (query.definition) select = select.where("d.name", "=", query.definition);
  if (query.agent) select = select.where("a.name", "=", query.agent);
  if (query.kind) select = select.where("t.kind", "=", query.kind);
  if (query.parent) select = select.where("t.parent_task_id", "=", query.parent);
  if (query.q) select = select.where(matching(query.q));
  const [rows, loads, now] = [
    (await select.execute()) as TaskRow[],
    await agentLoads(db, actor.workspaceId),
    new Date(),
  ];
  return toPage(
    rows,
    query.limit,
    (row) => toSummary(row, loads.get(row.agent_id), now),
    (row) => row.id,
  );
}

export async function getTask(db: Db, actor: Actor, id: number): Promise<Task> {
  const row = await named("tasks_get", wholeTask(db, actor, id)).executeTakeFirst();
  if (!row) throw new AppError("not_found", `There is no task #${id}.`);
  const mayBeHeld = row.status === "queued" && (!row.agent_enabled || row.max_concurrent !== null);
  const loads = mayBeHeld ? await agentLoads(db, actor.workspaceId) : new Map<number, AgentLoad>();
  return {
    ...toSummary(row, loads.get(row.agent_id), new Date()),
    inputs: row.inputs,
    outputs: row.outputs ?? null,
    error: toError(row.error),
    timeoutMs: row.timeout_ms,
    retry: row.retry ?? null,
    attempt: row.attempt,
    worker: row.worker,
    openInteractionIds: row.open_interactions.map(Number),
    subtaskIds: row.subtasks.map(Number),
  };
}

function wholeTask(db: Db, actor: Actor, id: number) {
  return db
    .selectFrom("tasks as t")
    .innerJoin("definitions as d", "d.id", "t.definition_id")
    .innerJoin("agents as a", "a.id", "t.agent_id")
    .select(SUMMARY_COLUMNS)
    .select([
      "d.name as definition_name",
      "a.name as agent_name",
      "a.enabled as agent_enabled",
      "a.max_concurrent",
      "t.inputs",
      "t.outputs",
      "t.error",
      "t.timeout_ms",
      "t.retry",
      "t.attempt",
      "t.worker",
    ])
    .select([
      sql<
        number[]
      >`array(select i.id from interactions i where i.task_id = t.id and i.status = 'open' order by i.id)`.as(
        "open_interactions",
      ),
      sql<number[]>`array(select c.id from tasks c where c.parent_task_id = t.id order by c.id limit 1000)`.as(
        "subtasks",
      ),
    ])
    .where("t.workspace_id", "=", actor.workspaceId)
    .where("t.id", "=", id);
}

export async function countTasks(db: Db, actor: Actor): Promise<TaskCounts> {
  const rows = await run<{ status: TaskStatus; count: number }>(db, COUNT, [actor.workspaceId]);
  const counts = Object.fromEntries(TaskStatus.options.map((status) => [status, 0])) as TaskCounts;
  for (const { status, count } of rows) counts[status] = count;
  return counts;
}

export async function assertTask(db: Db, actor: Actor, id: number): Promise<void> {
  const row = await db
    .selectFrom("tasks")
    .select("id")
    .where("id", "=", id)
    .where("workspace_id", "=", actor.workspaceId)
    .executeTakeFirst();
  if (!row) throw new AppError("not_found", `There is no task #${id}.`);
}

const SUMMARY_COLUMNS = [
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
] as const;

async function agentLoads(db: Db, workspaceId: number): Promise<Map<number, AgentLoad>> {
  const rows = await run<{ id: number; enabled: boolean; max_concurrent: number | null; running: number }>(db, LOADS, [
    workspaceId,
  ]);
  return new Map(
    rows.map((row) => [row.id, { enabled: row.enabled, maxConcurrent: row.max_concurrent, running: row.running }]),
  );
}

function statusesOf(text: string): TaskStatus[] {
  return text.split(",").map((part) => {
    const status = TaskStatus.safeParse(part.trim());
    if (!status.success)
      throw new AppError("invalid", `"${part}" is no status; write one of ${TaskStatus.options.join(", ")}.`);
    return status.data;
  });
}

function matching(q: string) {
  const number = /^#?(\d{1,15})$/.exec(q.trim());
  if (number) return sql<boolean>`t.id = ${Number(number[1])}`;
  const pattern = `%${q.trim().replace(/[\\%_]/g, "\\$&")}%`;
  return sql<boolean>`t.title ilike ${pattern}`;
}

const COUNT = prepared(
  "tasks_count",
  `select status, count(*)::int as count from tasks where workspace_id = $1 group by status`,
);
const LOADS = prepared(
  "tasks_agent_loads",
  `select a.id, a.enabled, a.max_concurrent, count(t.id)::int as running
   from agents a left join tasks t on t.agent_id = a.id and t.workspace_id = a.workspace_id and t.status = 'running'
   where a.workspace_id = $1 and (not a.enabled or a.max_concurrent is not null)
   group by a.id`,
);
