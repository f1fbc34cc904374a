import { type TaskFilter, TaskStatus } from "@taskwright/api/task.ts";
import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../access/actor.ts";
import { asksActor } from "../access/asked.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";

/**
 * Everything about `t` that a filter asks, but its status. Names are looked up beforehand: only a number in the
 * statement tells PostgreSQL whether a definition has a hundred thousand tasks or three (250 ms against 2).
 */
export async function conditions(
  db: Db,
  actor: Actor,
  filter: Omit<TaskFilter, "status">,
): Promise<RawBuilder<unknown>[]> {
  const { workspaceId } = actor;
  const found = [sql`t.workspace_id = ${workspaceId}`];
  if (filter.definition) found.push(sql`t.definition_id = ${await idOf(db, actor, "definitions", filter.definition)}`);
  if (filter.agent) found.push(sql`t.agent_id = ${await idOf(db, actor, "agents", filter.agent)}`);
  if (filter.kind) found.push(sql`t.kind = ${filter.kind}`);
  if (filter.parent) found.push(sql`t.parent_task_id = ${filter.parent}`);
  if (filter.createdFrom) found.push(sql`t.created_at >= ${filter.createdFrom}`);
  if (filter.createdBefore) found.push(sql`t.created_at < ${filter.createdBefore}`);
  if (filter.waitingFor) found.push(asked(actor, filter.waitingFor));
  if (filter.q) found.push(matching(filter.q));
  return found;
}

/** 0, which nothing has, for a name that nothing has. */
async function idOf(db: Db, { workspaceId }: Actor, table: "definitions" | "agents", name: string): Promise<number> {
  const found = await db
    .selectFrom(table)
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where("name", "=", name)
    .executeTakeFirst();
  return found?.id ?? 0;
}

export function all(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join(conditions, sql` and `);
}

export function statusesOf(text: string): TaskStatus[] {
  return text.split(",").map((part) => {
    const status = TaskStatus.safeParse(part.trim());
    if (!status.success)
      throw new AppError("invalid", `"${part}" is no status; write one of ${TaskStatus.options.join(", ")}.`);
    return status.data;
  });
}

function asked(actor: Actor, whom: "me" | "people"): RawBuilder<unknown> {
  const mine = whom === "me" ? sql`and ${asksActor(actor, sql`i.assignees`)}` : sql``;
  return sql`t.id in (select i.task_id from interactions i
    where i.workspace_id = ${actor.workspaceId} and i.status = 'open' ${mine})`;
}

function matching(q: string): RawBuilder<unknown> {
  const number = /^#?(\d{1,15})$/.exec(q.trim());
  if (number) return sql`t.id = ${Number(number[1])}`;
  const pattern = `%${q.trim().replace(/[\\%_]/g, "\\$&")}%`;
  return sql`t.title ilike ${pattern}`;
}
