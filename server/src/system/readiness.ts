import { sql } from "kysely";
import type { Db } from "../db/database.ts";
import { messageOf } from "../errors.ts";

export type Readiness = { ready: true } | { ready: false; reason: string };

/** Whether requests can be served: the database answers and has our tables. */
export async function readReadiness(db: Db): Promise<Readiness> {
  try {
    const { rows } = await sql<{ tables: string | null }>`select to_regclass('idempotent_requests') as tables`.execute(
      db,
    );
    return rows[0]?.tables ? { ready: true } : { ready: false, reason: "The database is not migrated yet." };
  } catch (error) {
    return { ready: false, reason: `The database does not answer: ${messageOf(error)}` };
  }
}
