import { expect } from "vitest";
import type { TestEngine } from "./engine.ts";

export interface RowLock {
  release(): Promise<void>;
}

/** Holds a task's row: whoever wants to change it waits until it is released. */
export async function lockTaskRow({ database }: Pick<TestEngine, "database">, id: number): Promise<RowLock> {
  const client = await database.pool.connect();
  await client.query("begin");
  await client.query("select from tasks where id = $1 for no key update", [id]);
  return {
    async release() {
      await client.query("commit");
      client.release();
    },
  };
}

/** Resolves when so many sessions of this database wait for a lock, with a statement like the one named. */
export async function lockWaiters(
  { database }: Pick<TestEngine, "database">,
  count: number,
  statement = "%",
): Promise<void> {
  const waiting =
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like $1";
  await expect
    .poll(async () => (await database.pool.query(waiting, [statement])).rows[0].count, {
      timeout: 10_000,
      interval: 10,
    })
    .toBeGreaterThanOrEqual(count);
}
