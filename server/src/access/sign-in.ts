import { sentence } from "@taskwright/api/sentence.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import type { Actor } from "./actor.ts";
import { redeemLink } from "./links.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { closeSessionsOf, openSession } from "./sessions.ts";
import type { SignInLimit } from "./sign-in-limit.ts";

export interface SignedIn {
  actor: Actor;
  token: string;
}

export async function signIn(
  db: Db,
  limit: SignInLimit,
  { login, password, address }: { login: string; password: string; address: string },
): Promise<SignedIn> {
  const name = login.trim().toLowerCase();
  limit.begin(name, address);
  const user = await db
    .selectFrom("users")
    .select(["id", "password_hash"])
    .where("login", "=", name)
    .where("disabled_at", "is", null)
    .orderBy("id")
    .executeTakeFirst();
  if (!(await verifyPassword(password, user?.password_hash ?? null)) || !user) {
    throw new AppError(
      "unauthenticated",
      "This login and password do not fit together. Check both, or ask an owner for a one-time link.",
      { sentence: sentence("refused.credentials", {}) },
    );
  }
  limit.succeeded(name, address);
  return await inTransaction(db, async (tx) => await open(tx, user.id, "password"));
}

/** Whoever had a password has none after this: a link is how one gets back in without it. */
export async function signInByLink(db: Db, token: string): Promise<SignedIn> {
  return await inTransaction(db, async (tx) => {
    const { userId } = await redeemLink(tx, token);
    await tx.updateTable("users").set({ password_hash: null }).where("id", "=", userId).execute();
    await closeSessionsOf(tx, userId);
    return await open(tx, userId, "link");
  });
}

async function open(tx: Db, userId: number, by: "password" | "link"): Promise<SignedIn> {
  const user = await tx
    .selectFrom("users")
    .select(["id", "workspace_id", "name", "login", "role"])
    .where("id", "=", userId)
    .executeTakeFirstOrThrow();
  const { id, name, login, role, workspace_id: workspaceId } = user;
  const actor: Actor = { type: "user", id, name, login, role, workspaceId };
  const { token } = await openSession(tx, { id, workspaceId });
  await appendEvent(tx, { workspaceId, kind: "session.opened", actor, data: { by } });
  return { actor, token };
}

interface NewPassword {
  name?: string | undefined;
  login?: string | undefined;
  password: string;
  currentPassword?: string | undefined;
}

/** A person's own name, login and password. Their other sessions end. */
export async function setPassword(
  db: Db,
  { actor, sessionHash }: { actor: Actor; sessionHash: Buffer | undefined },
  change: NewPassword,
): Promise<void> {
  if (actor.type !== "user" || actor.id === null) {
    throw new AppError("forbidden", "Only a person has a password. Sign in on the page to change yours.");
  }
  const userId = actor.id;
  const { password_hash: kept } = await db
    .selectFrom("users")
    .select("password_hash")
    .where("id", "=", userId)
    .executeTakeFirstOrThrow();
  if (kept !== null && !(await verifyPassword(change.currentPassword ?? "", kept))) {
    throw new AppError("unprocessable", "The current password is not right.", {
      sentence: sentence("refused.current_password", {}),
      details: { in: "body", issues: [{ path: "currentPassword", message: "not right" }] },
    });
  }
  const password_hash = await hashPassword(change.password);
  await inTransaction(db, async (tx) => {
    if (change.login) await refuseTakenLogin(tx, actor.workspaceId, change.login, userId);
    await tx
      .updateTable("users")
      .set({
        password_hash,
        ...(change.name ? { name: change.name } : {}),
        ...(change.login ? { login: change.login.toLowerCase() } : {}),
      })
      .where("id", "=", userId)
      .execute();
    await closeSessionsOf(tx, userId, sessionHash);
    await appendEvent(tx, {
      workspaceId: actor.workspaceId,
      kind: "password.changed",
      actor,
      data: { userId },
    });
  });
}

/** The unique index decides in the end; this is for the words. */
export async function refuseTakenLogin(tx: Db, workspaceId: number, login: string, except?: number): Promise<void> {
  const taken = await tx
    .selectFrom("users")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where("login", "=", login.toLowerCase())
    .executeTakeFirst();
  if (!taken || taken.id === except) return;
  throw new AppError("conflict", `The login "${login}" is taken. Choose another.`, {
    sentence: sentence("refused.login_taken", { login }),
  });
}
