import type { EventPage } from "@taskwright/api/event.ts";
import { sql } from "kysely";
import type { z } from "zod";
import { type Db, prepared, run } from "../db/database.ts";
import { type EventFilter, type EventRow, toEvent } from "./event.ts";
import { type Position, formatPosition, parsePosition } from "./position.ts";

export interface Settled {
  rows: EventRow[];
  /** every transaction below it has ended */
  xmin: string;
  /** events can be seen that may not be handed on yet */
  unsettled: boolean;
}

/**
 * The events after `position` that nothing can come before any more. A transaction gets its xid
 * when it first writes and may commit much later; below pg_snapshot_xmin all have ended, so what is
 * seen there is complete and in its final order.
 */
export async function readSettled(db: Db, position: Position, limit: number): Promise<Settled> {
  const found = await run<EventRow & { xmin: string; unsettled: boolean }>(db, SETTLED, [
    position.xid,
    position.id,
    limit,
  ]);
  const rows = found.filter((row) => row.id !== null);
  return { rows, xmin: found[0]!.xmin, unsettled: found[0]!.unsettled };
}

export async function readHorizon(db: Db): Promise<Position> {
  const { rows } = await sql<{ xmin: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(db);
  return { xid: rows[0]!.xmin, id: 0 };
}

/** What a follower missed: after `after`, up to and with `until`, oldest first. */
export async function readBetween(
  db: Db,
  { workspaceId, taskId }: EventFilter,
  after: Position,
  until: Position,
  limit: number,
): Promise<EventRow[]> {
  let query = selectEvents(db)
    .where(sql<boolean>`(xid, id) > (${after.xid}::text::xid8, ${after.id})`)
    .where(sql<boolean>`(xid, id) <= (${until.xid}::text::xid8, ${until.id})`)
    .orderBy("xid")
    .orderBy("id")
    .limit(limit);
  if (workspaceId !== undefined) query = query.where("workspace_id", "=", workspaceId);
  if (taskId !== undefined) query = query.where("task_id", "=", taskId);
  return await query.execute();
}

/** What happened to a task, oldest first. By id: one task is changed by one transaction at a time. */
export async function listTaskEvents(
  db: Db,
  {
    workspaceId,
    taskId,
    limit,
    cursor,
  }: { workspaceId: number; taskId: number; limit: number; cursor?: string | undefined },
): Promise<z.input<typeof EventPage>> {
  let query = selectEvents(db)
    .where("workspace_id", "=", workspaceId)
    .where("task_id", "=", taskId)
    .orderBy("id")
    .limit(limit + 1);
  if (cursor !== undefined) query = query.where("id", ">", parsePosition(cursor).id);
  const rows = await query.execute();
  const shown = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? formatPosition(shown.at(-1)!) : null;
  return { items: shown.map(toEvent), nextCursor };
}

function selectEvents(db: Db) {
  return db.selectFrom("events").select(["xid", "id", "workspace_id", "task_id", "kind", "actor", "data", "at"]);
}

const SETTLED = prepared(
  "read_settled_events",
  `with horizon as materialized (select pg_snapshot_xmin(pg_current_snapshot()) as xmin)
   select h.xmin::text as xmin,
     exists (select from events u where u.xid >= h.xmin) as unsettled,
     e.xid::text as xid, e.id, e.workspace_id, e.task_id, e.kind, e.actor, e.data, e.at
   from horizon h left join lateral (
     select * from events
     where (xid, id) > ($1::text::xid8, $2::bigint) and xid < h.xmin
     order by xid, id limit $3::integer
   ) e on true
   order by e.xid, e.id`,
);
