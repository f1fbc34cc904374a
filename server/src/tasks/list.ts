import { FINAL_STATUSES, type TaskListQuery, type TaskPage, TaskStatus } from "@taskwright/api/task.ts";
import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { readCursor, toPage } from "../lib/cursor.ts";
import { all, conditions, statusesOf } from "./filter.ts";
import { type Sorting, sortingOf } from "./sort.ts";
import { readSummaries } from "./summaries.ts";

/** Rows are counted up to here; a scrollbar needs no more. */
const MOST = 250_000;
const ENDED: readonly TaskStatus[] = FINAL_STATUSES;

/** A page of tasks: by cursor from the page before, by offset where a scrollbar was dragged to. */
export async function listTasks(
  db: Db,
  actor: Actor,
  query: z.output<typeof TaskListQuery>,
  now = new Date(),
): Promise<TaskPage> {
  if (query.ids && query.ids.split(",").length > 200)
    throw new AppError("invalid", "Ask for up to 200 tasks at once.", { details: { most: 200 } });
  const sorting = sortingOf(query);
  const cursor = readCursor(query.cursor, isPlace);
  // a duration that still grows is measured at one moment on all pages of a list
  const at = cursor?.[2] ?? now.toISOString();
  const where = await narrowed(db, actor, query);
  const { rows: places } = await placesOf(where, query, sorting, cursor, at).execute(db);
  const summaries = await readSummaries(
    db,
    actor,
    places.map(({ id }) => id),
    now,
  );
  const shown = places.filter(({ id }) => summaries.has(id));
  const page = toPage(
    shown,
    query.limit,
    ({ id }) => summaries.get(id)!,
    ({ id, key }) => [id, key, at] satisfies Place,
  );
  return query.total ? { ...page, ...(await measure(db, actor, where, query)) } : page;
}

/** Task, its sort key, and the moment that unfinished durations are measured at. */
type Place = [id: number, key: string | null, at: string];

interface Found {
  id: number;
  key: string | null;
}

/**
 * Ids and keys of one row more than a page holds. What has ended is read in the order of its index; what has not is
 * few and sorted in memory: two branches, because one condition over both would be served by neither index.
 */
function placesOf(
  common: RawBuilder<unknown>[],
  query: z.output<typeof TaskListQuery>,
  sorting: Sorting,
  cursor: Place | undefined,
  at: string,
): RawBuilder<Found> {
  const wanted = query.status ? statusesOf(query.status) : TaskStatus.options;
  const offset = cursor ? 0 : (query.offset ?? 0);
  const most = offset + query.limit + 1;
  const direction = sql.raw(sorting.descending ? "desc" : "asc");
  const past = sql.raw(sorting.descending ? "<" : ">");
  const branch = (key: RawBuilder<unknown> | null, statuses: readonly TaskStatus[]) => {
    const where = [...common];
    if (statuses.length < TaskStatus.options.length) where.push(sql`t.status in (${sql.join(statuses.map(literal))})`);
    if (cursor && key) where.push(sql`(${key}, t.id) ${past} (${sorting.typed(cursor[1])}, ${cursor[0]})`);
    if (cursor && !key) where.push(sql`t.id ${past} ${cursor[0]}`);
    return sql`(select t.id, ${key ?? sql`null`} as key from tasks t where ${all(where)}
      order by ${key ? sql`${key} ${direction}, ` : sql``}t.id ${direction} limit ${most})`;
  };
  if (!sorting.key) {
    return sql<Found>`select id, null as key from ${branch(null, wanted)} t offset ${offset}`;
  }
  const ended = wanted.filter((status) => ENDED.includes(status));
  const going = wanted.filter((status) => !ENDED.includes(status));
  const branches = [
    ...(ended.length > 0 ? [branch(sorting.key.ended, ended)] : []),
    ...(going.length > 0 ? [branch(sorting.key.going(at), going)] : []),
  ];
  return sql<Found>`select id, key::text as key from (${sql.join(branches, sql` union all `)}) t
    order by t.key ${direction}, id ${direction} limit ${query.limit + 1} offset ${offset}`;
}

async function narrowed(db: Db, actor: Actor, query: z.output<typeof TaskListQuery>): Promise<RawBuilder<unknown>[]> {
  const where = await conditions(db, actor, query);
  if (query.newest) where.push(sql`t.id <= ${query.newest}`);
  if (query.ids) where.push(sql`t.id = any(${query.ids.split(",").map(Number)})`);
  return where;
}

/** What a scrollbar needs to know: how many there are, and which number to leave out newer ones by. */
async function measure(
  db: Db,
  { workspaceId }: Actor,
  narrowed: RawBuilder<unknown>[],
  query: z.output<typeof TaskListQuery>,
): Promise<{ total: number; newest: number }> {
  const where = [...narrowed];
  if (query.status) where.push(sql`t.status in (${sql.join(statusesOf(query.status).map(literal))})`);
  const { rows } = await sql<{ total: number; newest: number }>`
    select (select count(*)::int from (select from tasks t where ${all(where)} limit ${MOST}) counted) as total,
      coalesce((select max(id) from tasks where workspace_id = ${workspaceId}), 0) as newest`.execute(db);
  return rows[0]!;
}

/** Written out, not as a parameter: a partial index is found by what the statement says. Only ever one of eight words. */
function literal(status: TaskStatus): RawBuilder<unknown> {
  return sql.lit(status);
}

function isPlace(value: unknown): value is Place {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    Number.isSafeInteger(value[0]) &&
    (value[1] === null || (typeof value[1] === "string" && value[1].length < 100)) &&
    typeof value[2] === "string" &&
    !Number.isNaN(Date.parse(value[2]))
  );
}
