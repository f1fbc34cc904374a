import { type Db, prepared, run } from "../db/database.ts";
import { accessChanged } from "./changed.ts";
import { newToken, tokenHash } from "./token.ts";

/** Counted from the last day of use. */
export const SESSION_DAYS = 30;

export async function openSession(tx: Db, user: { id: number; workspaceId: number }): Promise<{ token: string }> {
  const token = newToken();
  await tx
    .insertInto("sessions")
    .values({
      token_hash: tokenHash(token),
      workspace_id: user.workspaceId,
      user_id: user.id,
      expires_at: inDays(SESSION_DAYS),
    })
    .execute();
  await tx.deleteFrom("sessions").where("expires_at", "<", new Date()).execute();
  return { token };
}

export async function closeSession(tx: Db, hash: Buffer): Promise<void> {
  await tx.deleteFrom("sessions").where("token_hash", "=", hash).execute();
  accessChanged(tx);
}

/** After a new password, or when someone is shut out: whoever holds an old session is out. */
export async function closeSessionsOf(tx: Db, userId: number, except?: Buffer): Promise<void> {
  let query = tx.deleteFrom("sessions").where("user_id", "=", userId);
  if (except) query = query.where("token_hash", "<>", except);
  await query.execute();
  accessChanged(tx);
}

export interface SessionRow {
  workspace_id: number;
  user_id: number;
  name: string;
  login: string;
  role: "owner" | "builder" | "operator" | "approver" | "viewer";
  expires_at: Date;
}

export async function findSession(db: Db, hash: Buffer): Promise<SessionRow | undefined> {
  const [row] = await run<SessionRow>(db, FIND, [hash]);
  return row;
}

/** Moves the end of a session that is in use, at most once a day. True if it did. */
export async function renewSession(db: Db, hash: Buffer, session: SessionRow): Promise<boolean> {
  if (session.expires_at > inDays(SESSION_DAYS - 1)) return false;
  await db
    .updateTable("sessions")
    .set({ expires_at: inDays(SESSION_DAYS) })
    .where("token_hash", "=", hash)
    .execute();
  return true;
}

const FIND = prepared(
  "find_session",
  `select s.workspace_id, s.user_id, u.name, u.login, u.role, s.expires_at
   from sessions s join users u on u.id = s.user_id
   where s.token_hash = $1 and s.expires_at > now() and u.disabled_at is null`,
);

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}
