import type { TaskGroup, TaskGrouping, TaskGroups, TaskGroupsQuery } from "@taskwright/api/task.ts";
import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { all, conditions, statusesOf } from "./filter.ts";

/** As many as a list counts. */
const MOST_TASKS = 250_000;
const MOST_GROUPS = 500;

/** How many tasks match, by what they have in common, and how they went. */
export async function groupTasks(db: Db, actor: Actor, query: z.output<typeof TaskGroupsQuery>): Promise<TaskGroups> {
  const where = await conditions(db, actor, query);
  if (query.status)
    where.push(sql`t.status in (${sql.join(statusesOf(query.status).map((status) => sql.lit(status)))})`);
  const { key, name } = groupingOf(query.by, query.zone);
  const { rows } = await sql<TaskGroup & { total: number }>`
    with matching as (
      select ${key} as key, t.status from tasks t where ${all(where)} order by t.id desc limit ${MOST_TASKS}),
    counted as (
      select key, count(*)::int as count, (sum(count(*)) over ())::int as total,
        count(*) filter (where status = 'complete')::int as complete,
        count(*) filter (where status = 'error')::int as error,
        count(*) filter (where status not in ('complete', 'error', 'cancelled'))::int as open
      from matching group by key)
    select ${name} as key, count, complete, error, open, total from counted
    order by ${query.by === "day" ? sql`counted.key desc` : sql`count desc, counted.key`}
    limit ${MOST_GROUPS + 1}`.execute(db);
  return {
    groups: rows.slice(0, MOST_GROUPS).map(({ total: _, ...group }) => group),
    more: rows.length > MOST_GROUPS,
    total: rows[0]?.total ?? 0,
  };
}

/** What tasks are counted by, and the name of it: names are looked up for groups, not for tasks. */
function groupingOf(by: TaskGrouping, zone: string): { key: RawBuilder<unknown>; name: RawBuilder<unknown> } {
  switch (by) {
    case "definition":
      return { key: sql`t.definition_id`, name: sql`(select d.name from definitions d where d.id = counted.key)` };
    case "agent":
      return { key: sql`t.agent_id`, name: sql`(select a.name from agents a where a.id = counted.key)` };
    case "status":
      return { key: sql`t.status`, name: sql`counted.key` };
    case "day":
      return { key: sql`(t.created_at at time zone ${known(zone)})::date`, name: sql`counted.key::text` };
  }
}

function known(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new AppError("invalid", `"${zone}" is no time zone; write one such as "Europe/Berlin".`);
  }
}
