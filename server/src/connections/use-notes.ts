import { type Db, prepared, run } from "../db/database.ts";

const OFTEN_ENOUGH_MS = 3_600_000;

/**
 * Notes that a connection is used, so that one that nobody needs any more is seen: once an hour from
 * each process, for its tools may be called a thousand times a minute. Whoever renews its token holds
 * the row while another server answers; a note does not wait for that.
 */
export function createUseNotes(db: Db, now: () => number = Date.now): (id: number) => Promise<void> {
  const noted = new Map<number, number>();
  return async (id) => {
    if (now() - (noted.get(id) ?? -Infinity) < OFTEN_ENOUGH_MS) return;
    noted.set(id, now());
    await run(db, NOTE, [id]);
  };
}

const NOTE = prepared(
  "connections_used",
  `update connections set used_at = now()
   where id = (select id from connections where id = $1 for no key update skip locked)`,
);
