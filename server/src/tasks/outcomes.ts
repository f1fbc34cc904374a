import type { TaskOutcomes } from "@taskwright/api/task.ts";
import type { Actor } from "../access/actor.ts";
import { type Db, prepared, run } from "../db/database.ts";

const HOUR_MS = 3_600_000;

/** How tasks ended, by the hour in which they did, oldest first; the last hour is the one under way. */
export async function readOutcomes(db: Db, actor: Actor, hours: number, now = Date.now()): Promise<TaskOutcomes> {
  const first = Math.floor(now / HOUR_MS) * HOUR_MS - (hours - 1) * HOUR_MS;
  const rows = await run<{ hour: number; status: "complete" | "error" | "cancelled"; count: number }>(db, OUTCOMES, [
    actor.workspaceId,
    new Date(first),
  ]);
  const counted = Array.from({ length: hours }, (_, index) => ({
    from: new Date(first + index * HOUR_MS).toISOString(),
    complete: 0,
    error: 0,
    cancelled: 0,
  }));
  for (const { hour, status, count } of rows) {
    // a database whose clock is ahead of ours may have ended one in an hour that has not begun here
    const slot = counted[Math.min(hour, hours - 1)]!;
    slot[status] += count;
  }
  return { hours: counted };
}

const OUTCOMES = prepared(
  "tasks_outcomes",
  `select (extract(epoch from bin - $2::timestamptz) / 3600)::int as hour, status, count from (
     select date_bin('1 hour', ended_at, $2::timestamptz) as bin, status, count(*)::int as count
     from tasks
     where ended_at >= $2 and workspace_id = $1 and status in ('complete', 'error', 'cancelled')
     group by 1, 2) as hours`,
);
