import { sentence } from "@taskwright/api/sentence.ts";
import { sql } from "kysely";
import { type Db, inTransaction } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { answerPartsOnce } from "./idempotent-parts.ts";
import { claim, find, keep, type KeyedRequest, replay } from "./kept-answer.ts";

interface Work<Prepared> {
  /** What takes long and writes nothing, such as reading another server: an open transaction holds up every follower. */
  prepare: (() => Promise<Prepared>) | undefined;
  respond: (db: Db, prepared: Prepared) => Promise<Response>;
}

/**
 * Answers a repetition of a request with its first answer. The answer is kept by the transaction
 * that does the work, so there is no moment in which one exists without the other; a second request
 * that comes meanwhile waits on the row until the first has ended. What fails is not kept: it
 * changed nothing and may be tried again.
 */
export async function answerOnce<Prepared>(
  db: Db,
  { prepare, respond }: Work<Prepared>,
  keyed: KeyedRequest,
): Promise<Response> {
  if (!/^[\x21-\x7e]{1,200}$/.test(keyed.key)) {
    throw new AppError(
      "invalid",
      "An Idempotency-Key is 1 to 200 printable characters without spaces, for example a UUID.",
    );
  }
  if (keyed.inParts) return await answerPartsOnce(db, async () => await respond(db, undefined as Prepared), keyed);
  if (keyed.streamed) return await answerUpload(db, { prepare, respond }, keyed);
  let prepared: Prepared | undefined;
  if (prepare) {
    const kept = await find(db, keyed);
    if (kept) return replay(kept, keyed);
    prepared = await prepare();
  }
  return await inTransaction(db, async (tx) => {
    // Nobody waits long for the first request; each that waits holds a connection.
    await sql`select set_config('lock_timeout', '10s', true)`.execute(tx);
    const first = await claim(tx, keyed).catch(explainWait);
    if (!first) return await keptAnswer(tx, keyed);
    const response = await respond(tx, prepared as Prepared);
    await keep(tx, keyed, response);
    return response;
  });
}

function explainWait(error: unknown): never {
  if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
  throw new AppError(
    "conflict",
    "The first request with this Idempotency-Key is still being carried out. Send this again in a moment.",
    { sentence: sentence("refused.first_under_way", {}), cause: error },
  );
}

/** Called now and then by main: after a day nobody repeats a request. */
export async function forgetOldAnswers(db: Db): Promise<void> {
  await db
    .deleteFrom("idempotent_requests")
    .where("created_at", "<", sql<Date>`now() - interval '24 hours'`)
    .execute();
}

const LOCK_NOT_AVAILABLE = "55P03";

/** A body of minutes must not hold a transaction open; a file kept twice by a race does no harm. */
async function answerUpload<Prepared>(
  db: Db,
  { prepare, respond }: Work<Prepared>,
  keyed: KeyedRequest,
): Promise<Response> {
  const kept = await find(db, keyed);
  if (kept) return replay(kept, keyed);
  const response = await respond(db, (await prepare?.()) as Prepared);
  if (await claim(db, keyed)) await keep(db, keyed, response);
  return response;
}

async function keptAnswer(db: Db, keyed: KeyedRequest): Promise<Response> {
  const row = await find(db, keyed);
  if (row) return replay(row, keyed);
  throw new AppError("conflict", "The first request with this Idempotency-Key has just failed. Send this again.", {
    sentence: sentence("refused.first_failed", {}),
  });
}
