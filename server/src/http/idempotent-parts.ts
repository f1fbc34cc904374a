import { sentence } from "@taskwright/api/sentence.ts";
import { sql } from "kysely";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { claim, find, keep, type KeyedRequest, replay } from "./kept-answer.ts";

/** Whoever carried it out is taken for dead after this; a thousand parts take seconds. */
const GIVEN_UP_AFTER = "2 minutes";

/**
 * The same promise for a request of many transactions. One around them all would hold up every
 * follower of events, and one part could undo the others; so the key is taken first and the answer
 * kept at the end. A repetition meanwhile is told to come back, and one after the death of the first
 * does it again: the parts that were done say so themselves.
 */
export async function answerPartsOnce(
  db: Db,
  respond: () => Promise<Response>,
  keyed: KeyedRequest,
): Promise<Response> {
  if (!(await claim(db, keyed)) && !(await takeOver(db, keyed))) {
    const row = await find(db, keyed);
    if (row && ("status" in row.response || !keyed.fingerprint.fits(row.request_sha256))) return replay(row, keyed);
    throw new AppError(
      "unavailable",
      "The first request with this Idempotency-Key is still being carried out. Send this again in a moment.",
      { sentence: sentence("refused.first_under_way", {}) },
    );
  }
  try {
    const response = await respond();
    await keep(db, keyed, response);
    return response;
  } catch (error) {
    await forget(db, keyed).catch(() => {});
    throw error;
  }
}

async function takeOver(db: Db, keyed: KeyedRequest): Promise<boolean> {
  const row = await find(db, keyed);
  if (!row || !keyed.fingerprint.fits(row.request_sha256)) return false;
  const { workspaceId, route, key } = keyed;
  const { numAffectedRows } = await sql`
    update idempotent_requests set created_at = now()
    where workspace_id = ${workspaceId} and route = ${route} and key = ${key}
      and request_sha256 = ${row.request_sha256} and ${NOT_ANSWERED} and created_at < now() - ${GIVEN_UP_AFTER}::interval`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

async function forget(db: Db, { workspaceId, route, key }: KeyedRequest): Promise<void> {
  await sql`
    delete from idempotent_requests
    where workspace_id = ${workspaceId} and route = ${route} and key = ${key} and ${NOT_ANSWERED}`.execute(db);
}

const NOT_ANSWERED = sql`response = '{}'::jsonb`;
