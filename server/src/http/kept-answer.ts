import { type Db, json } from "../db/database.ts";
import { AppError } from "../errors.ts";

export interface KeyedRequest {
  workspaceId: number;
  key: string;
  /** "post /tasks" */
  route: string;
  /** of all that was asked */
  fingerprint: Fingerprint;
  /** an upload: its content is still to come, so it is neither compared nor waited for in a transaction */
  streamed: boolean;
  /** many transactions, none of which can keep the answer of all */
  inParts: boolean;
}

interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * What tells two requests apart, and nothing of either: made with a key that is not in the database, so that
 * nobody who has a dump of it can try which short secret a request held.
 */
export interface Fingerprint {
  value: Buffer;
  /** whether this one was made of the same request, though with another of the installation's keys */
  fits(kept: Buffer): boolean;
}

/** False: somebody had this key before. */
export async function claim(db: Db, keyed: KeyedRequest): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("idempotent_requests")
    .values({
      workspace_id: keyed.workspaceId,
      route: keyed.route,
      key: keyed.key,
      request_sha256: keyed.fingerprint.value,
      response: json({}),
    })
    .onConflict((conflict) => conflict.columns(["workspace_id", "route", "key"]).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function keep(db: Db, keyed: KeyedRequest, response: Response): Promise<void> {
  const kept: KeptAnswer = {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.clone().text(),
  };
  await db
    .updateTable("idempotent_requests")
    .set({ response: json(kept) })
    .where("workspace_id", "=", keyed.workspaceId)
    .where("route", "=", keyed.route)
    .where("key", "=", keyed.key)
    .execute();
}

export async function find(db: Db, keyed: KeyedRequest) {
  const { workspaceId, route, key } = keyed;
  return await db
    .selectFrom("idempotent_requests")
    .select(["request_sha256", "response"])
    .where("workspace_id", "=", workspaceId)
    .where("route", "=", route)
    .where("key", "=", key)
    .executeTakeFirst();
}

export function replay(row: { request_sha256: Buffer; response: KeptAnswer }, { fingerprint }: KeyedRequest): Response {
  if (!fingerprint.fits(row.request_sha256)) {
    throw new AppError(
      "unprocessable",
      "This Idempotency-Key was used for another request before. Use a new key for each new request.",
    );
  }
  const { status, headers, body } = row.response;
  return new Response(body, { status, headers: { ...headers, "idempotency-replayed": "true" } });
}
