import type { TaskListQuery, TaskSort } from "@taskwright/api/task.ts";
import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";

export interface Sorting {
  descending: boolean;
  /** absent: by number alone, which is the order of creation */
  key?: { ended: RawBuilder<unknown>; going(at: string): RawBuilder<unknown> };
  /** the key of a cursor as a value of its type */
  typed(key: string | null): RawBuilder<unknown>;
}

/**
 * How a list is ordered, in words that its indexes know: each `ended` is the very expression of one in
 * migrations/0002_page.sql. Numbers are given in the order of creation, so a range of creation is the only case in
 * which that order needs an index of its own.
 */
export function sortingOf(query: z.output<typeof TaskListQuery>): Sorting {
  const descending = query.sort.startsWith("-");
  const sort = query.sort.replace("-", "") as TaskSort;
  if (sort === "createdAt" && !query.createdFrom && !query.createdBefore) {
    return { descending, typed: () => sql`null` };
  }
  const { key, type } = KEYS[sort];
  return { descending, key: key(descending), typed: (value) => sql`${value}::${sql.raw(type)}` };
}

type Key = (descending: boolean) => NonNullable<Sorting["key"]>;

const column =
  (name: string): Key =>
  () => ({ ended: sql.raw(name), going: () => sql.raw(name) });

const KEYS: Record<TaskSort, { type: string; key: Key }> = {
  createdAt: { type: "timestamptz", key: column("t.created_at") },
  statusSince: { type: "timestamptz", key: column("t.status_since") },
  duration: {
    type: "interval",
    key: () => ({
      ended: sql.raw("coalesce(t.ended_at - t.started_at, interval '0')"),
      going: (at) => sql`coalesce(${at}::timestamptz - t.started_at, interval '0')`,
    }),
  },
  // What has ended has no turn any more: it comes last in either direction, by number.
  priority: {
    type: "int",
    key: (descending) => ({
      ended: sql.raw(descending ? "(-1000)::int" : "1000::int"),
      going: () => sql.raw("t.priority::int"),
    }),
  },
};
