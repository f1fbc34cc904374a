import type { Task } from "@taskwright/api/task.ts";
import { sql } from "kysely";
import type { Actor } from "../access/actor.ts";
import { type Db, named } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { agentLoads, readAsks, SUMMARY_COLUMNS } from "./summaries.ts";
import { type AgentLoad, toError, toSummary } from "./task.ts";

export async function getTask(db: Db, actor: Actor, id: number): Promise<Task> {
  const row = await named("tasks_get", wholeTask(db, actor, id)).executeTakeFirst();
  if (!row) throw new AppError("not_found", `There is no task #${id}.`);
  const mayBeHeld =
    row.status === "queued" && (!row.agent_enabled || row.max_concurrent !== null || row.hours !== null);
  const loads = mayBeHeld ? await agentLoads(db, actor.workspaceId) : new Map<number, AgentLoad>();
  const asks = row.open_interactions.length > 0 ? await readAsks(db, actor, [id]) : undefined;
  return {
    ...toSummary(row, loads.get(row.agent_id), new Date(), asks?.get(id)),
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
      "a.hours",
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

export async function assertTask(db: Db, actor: Actor, id: number): Promise<void> {
  const row = await db
    .selectFrom("tasks")
    .select("id")
    .where("id", "=", id)
    .where("workspace_id", "=", actor.workspaceId)
    .executeTakeFirst();
  if (!row) throw new AppError("not_found", `There is no task #${id}.`);
}
