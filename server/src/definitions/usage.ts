import type { DefinitionUsage } from "@taskwright/api/definition.ts";
import { sql } from "kysely";
import type { Db } from "../db/database.ts";

/** Of each definition its newest 200 tasks are read, by index: a gallery of 200 with a long history takes some 40 ms. */
const MOST = 200;
const SHOWN = 12;

export async function definitionUsage(db: Db, workspaceId: number): Promise<DefinitionUsage[]> {
  const { rows } = await sql<DefinitionUsage>`
    select d.id as "definitionId", recent.*
    from definitions d
    cross join lateral (
      select
        (count(*) filter (where t.fresh))::int as tasks,
        (count(*) filter (where t.fresh and t.status = 'complete'))::int as complete,
        (count(*) filter (where t.fresh and t.status = 'error'))::int as error,
        coalesce(
          json_agg(
            json_build_object('taskId', t.id, 'status', t.status, 'forPerson', t.for_person,
              'runningMs', t.running_ms, 'createdAt', t.created_at)
            order by t.id desc
          ) filter (where t.place <= ${SHOWN}),
          '[]'
        ) as latest
      from (
        select id, status, status = 'waiting' and coalesce(reason ->> 'code' = 'person', false) as for_person,
          running_ms, created_at, created_at > now() - interval '30 days' as fresh,
          row_number() over (order by id desc) as place
        from tasks where definition_id = d.id order by id desc limit ${MOST}
      ) t
    ) recent
    where d.workspace_id = ${workspaceId}
    order by d.id`.execute(db);
  // PostgreSQL writes times in JSON with its own zone
  const utc = (at: string) => new Date(at).toISOString();
  return rows.map((row) => ({
    ...row,
    latest: row.latest.map((task) => ({ ...task, createdAt: utc(task.createdAt) })),
  }));
}
