import type { InteractionGroups, InteractionKind } from "@taskwright/api/interaction.ts";
import { sql } from "kysely";
import type { Actor } from "../access/actor.ts";
import { asksActor } from "../access/asked.ts";
import type { Db } from "../db/database.ts";

/** How many requests are open: in all, for the reader, and of what they are about. */
export async function groupInteractions(db: Db, actor: Actor, mineOnly = false): Promise<InteractionGroups> {
  const { rows } = await sql<Group>`
    select d.name, i.kind, count(*)::int as count, (count(*) filter (where i.mine))::int as mine,
      (count(*) filter (where i.due_at < clock_timestamp() and (i.mine or ${!mineOnly})))::int as overdue
    from (select i.*, ${asksActor(actor, sql`i.assignees`)} as mine from interactions i
      where i.workspace_id = ${actor.workspaceId} and i.status = 'open') i
    join tasks t on t.id = i.task_id join definitions d on d.id = t.definition_id
    group by d.name, i.kind order by d.name`.execute(db);
  const sizeOf = (row: Group) => (mineOnly ? row.mine : row.count);
  const sums = <Key extends string>(key: (row: Group) => Key) => {
    const found = new Map<Key, number>();
    for (const row of rows) if (sizeOf(row) > 0) found.set(key(row), (found.get(key(row)) ?? 0) + sizeOf(row));
    return [...found].toSorted((one, other) => other[1] - one[1]);
  };
  const sum = (numbers: number[]) => numbers.reduce((one, other) => one + other, 0);
  return {
    all: sum(rows.map(({ count }) => count)),
    mine: sum(rows.map(({ mine }) => mine)),
    overdue: sum(rows.map(({ overdue }) => overdue)),
    definitions: sums(({ name }) => name).map(([name, count]) => ({ name, count })),
    kinds: sums(({ kind }) => kind).map(([kind, count]) => ({ kind, count })),
  };
}

interface Group {
  name: string;
  kind: InteractionKind;
  count: number;
  mine: number;
  overdue: number;
}
