import type { Task, TaskBodyQuery, TaskQuery } from "@taskwright/api/task.ts";
import { sql } from "kysely";
import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { type Db, preparedQuery } from "../db/database.ts";
import { bodyFile, longBody, shortBody, WHOLE_BYTES } from "./bodies.ts";
import { agentLoads, readAsks, SUMMARY_COLUMNS } from "./summaries.ts";
import type { BegunTask } from "./insert-running.ts";
import { spentBySubtasks, together } from "./subtasks-spent.ts";
import { type AgentLoad, noTask, toError, toSummary } from "./task.ts";

/** With its inputs and outputs as they are; to be shown, with those that are not too long. */
export async function getTask(
  db: Db,
  actor: Actor,
  id: number,
  bodies: z.output<typeof TaskQuery>["bodies"] = "whole",
): Promise<Task> {
  if (bodies === "whole") {
    const [row] = await readWhole(db, actor.workspaceId, id);
    return await toTask(db, actor, id, row);
  }
  const [row] = await readShort(db, actor.workspaceId, id);
  const { long_inputs: inputs, long_outputs: outputs } = row ?? {};
  return {
    ...(await toTask(db, actor, id, row && { ...row, inputs: (row.inputs ?? {}) as Task["inputs"] })),
    long: { ...(inputs && { inputs }), ...(outputs && { outputs }) },
  };
}

/** The whole of a task's inputs or outputs, however long. */
export async function readTaskBody(
  db: Db,
  actor: Actor,
  id: number,
  { part }: z.output<typeof TaskBodyQuery>,
): Promise<Response> {
  const row = await db
    .selectFrom("tasks")
    .select(sql<string | null>`${sql.ref(part)}::text`.as("body"))
    .where("id", "=", id)
    .where("workspace_id", "=", actor.workspaceId)
    .executeTakeFirst();
  if (!row) throw noTask(id);
  return bodyFile(row.body, `task-${id}-${part}.json`);
}

/** One that has just begun: nothing hangs on it yet. */
export function asBegun(task: BegunTask): Task {
  const row = { ...task, reason: null, progress: null, ended_at: null, spent: null };
  return {
    ...toSummary(row, undefined, task.now),
    inputs: task.inputs,
    outputs: null,
    error: null,
    timeoutMs: task.timeout_ms,
    retry: task.retry ?? null,
    attempt: task.attempt,
    worker: task.worker,
    openInteractionIds: [],
    subtaskIds: [],
    spentWithSubtasks: null,
  };
}

type Row = Awaited<ReturnType<ReturnType<typeof oneTask>["executeTakeFirstOrThrow"]>> & {
  inputs: Record<string, unknown>;
  outputs: unknown;
};

async function toTask(db: Db, actor: Actor, id: number, row: Row | undefined): Promise<Task> {
  if (!row) throw noTask(id);
  const mayBeHeld =
    row.status === "queued" &&
    (!row.agent_enabled || row.max_concurrent !== null || row.hours !== null || row.budget !== null);
  const loads = mayBeHeld ? await agentLoads(db, actor.workspaceId) : new Map<number, AgentLoad>();
  const asks = row.open_interactions.length > 0 ? await readAsks(db, actor, [id]) : undefined;
  const below = row.subtasks.length > 0 ? (await spentBySubtasks(db, id)).spent : null;
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
    spentWithSubtasks: below && together(row.spent, below),
  };
}

const readWhole = preparedQuery("tasks_get", (db, workspaceId: number, id: number) =>
  oneTask(db, workspaceId, id).select(["t.inputs", "t.outputs"]),
);

/** What is long, by its beginning. */
const readShort = preparedQuery("tasks_get_short", (db, workspaceId: number, id: number) =>
  oneTask(db, workspaceId, id).select([
    shortBody("t.inputs", WHOLE_BYTES).as("inputs"),
    shortBody("t.outputs", WHOLE_BYTES).as("outputs"),
    longBody("t.inputs").as("long_inputs"),
    longBody("t.outputs").as("long_outputs"),
  ]),
);

function oneTask(db: Db, workspaceId: number, id: number) {
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
      "a.budget",
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
    .where("t.workspace_id", "=", workspaceId)
    .where("t.id", "=", id);
}

export async function assertTask(db: Db, actor: Actor, id: number): Promise<void> {
  const row = await db
    .selectFrom("tasks")
    .select("id")
    .where("id", "=", id)
    .where("workspace_id", "=", actor.workspaceId)
    .executeTakeFirst();
  if (!row) throw noTask(id);
}
