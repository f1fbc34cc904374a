import { sql } from "kysely";
import type { Db } from "../../src/db/database.ts";

/** Straight into the table: a long history of one definition, the last of it not ended. */
export async function seedTasks(db: Db, of: { definition: string; count: number }): Promise<void> {
  const { count } = of;
  await sql`
    insert into tasks (workspace_id, definition_id, definition_version, snapshot_id, agent_id, kind, title, status, priority,
      inputs, progress, created_by, created_at, started_at, ended_at, status_since)
    select d.workspace_id, d.id, 1, d.snapshot_id, a.id, case when n % 2 = 0 then 'batch' else 'api' end,
      case when n > ${count} - 3 then 'Bulk ' || n when n % 100 = 0 then 'Pay ' || n || ' ' || repeat('long ', 30) || '<b>مرحبا</b>' else 'Pay ' || n || ' to Ada' end,
      case when n = ${count} then 'waiting' when n % 50 = 0 then 'error' else 'complete' end, n % 3,
      '{}', '{"step":null,"percent":100}', '{"type":"system","id":null,"name":"seed"}',
      now() - (${count} - n) * interval '2 minutes', now() - (${count} - n) * interval '2 minutes',
      case when n < ${count} then now() - (${count} - n) * interval '2 minutes' + (n % 500) * interval '1 second' end,
      now() - (${count} - n) * interval '2 minutes'
    from generate_series(2, ${count}) n, definitions d, agents a
    where d.name = ${of.definition} and a.id = (select min(id) from agents)`.execute(db);
  await sql`analyze tasks`.execute(db);
}
