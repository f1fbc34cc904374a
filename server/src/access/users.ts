import { sentence } from "@taskwright/api/sentence.ts";
import type { User } from "@taskwright/api/access.ts";
import type { Role } from "@taskwright/api/actor.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import type { Actor } from "./actor.ts";
import { authorize } from "./authorize.ts";
import { accessChanged } from "./changed.ts";
import { createLink } from "./links.ts";
import { closeSessionsOf } from "./sessions.ts";
import { refuseTakenLogin } from "./sign-in.ts";

/** Adds a person, who comes in by the link's token and then chooses a password. */
export async function createUser(
  db: Db,
  actor: Actor,
  { name, login, role }: { name: string; login: string; role: Role },
): Promise<{ user: User; token: string }> {
  authorize(actor, "user.write");
  const { workspaceId } = actor;
  return await inTransaction(db, async (tx) => {
    await refuseTakenLogin(tx, workspaceId, login);
    const row = await tx
      .insertInto("users")
      .values({ workspace_id: workspaceId, name, login: login.toLowerCase(), role })
      .returningAll()
      .executeTakeFirstOrThrow();
    const { token } = await createLink(tx, { id: row.id, workspaceId });
    const data = { userId: row.id, name, login: row.login, role };
    await appendEvent(tx, { workspaceId, kind: "user.created", actor, data });
    return { user: toUser(row), token };
  });
}

/** A new way in for someone who forgot their password; what they have open stays open. */
export async function renewLink(db: Db, actor: Actor, id: number): Promise<{ user: User; token: string }> {
  authorize(actor, "user.write");
  const { workspaceId } = actor;
  return await inTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom("users")
      .selectAll()
      .where("id", "=", id)
      .where("workspace_id", "=", workspaceId)
      .executeTakeFirst();
    if (!row) throw noPerson(id);
    if (row.disabled_at)
      throw new AppError("conflict", `${row.name} is disabled. Enable them first.`, {
        sentence: sentence("refused.person_disabled", { name: row.name }),
      });
    const { token } = await createLink(tx, { id, workspaceId });
    await appendEvent(tx, { workspaceId, kind: "user.link-created", actor, data: { userId: id, name: row.name } });
    return { user: toUser(row), token };
  });
}

interface UserChange {
  name?: string | undefined;
  role?: Role | undefined;
  disabled?: boolean | undefined;
}

export async function updateUser(db: Db, actor: Actor, id: number, change: UserChange): Promise<User> {
  authorize(actor, "user.write");
  const { workspaceId } = actor;
  return await inTransaction(db, async (tx) => {
    const owners = await lockOwners(tx, workspaceId);
    const before = await tx
      .selectFrom("users")
      .selectAll()
      .where("id", "=", id)
      .where("workspace_id", "=", workspaceId)
      .forUpdate()
      .executeTakeFirst();
    if (!before) throw noPerson(id);
    const after = {
      name: change.name ?? before.name,
      role: change.role ?? before.role,
      disabled_at: disabledAt(before.disabled_at, change.disabled),
    };
    const staysOwner = after.role === "owner" && after.disabled_at === null;
    if (owners.length === 1 && owners[0] === id && !staysOwner) {
      throw new AppError("conflict", `${before.name} is the last owner. Make someone else an owner first.`, {
        sentence: sentence("refused.last_owner", { name: before.name }),
      });
    }
    const row = await tx.updateTable("users").set(after).where("id", "=", id).returningAll().executeTakeFirstOrThrow();
    if (after.disabled_at) await closeSessionsOf(tx, id);
    // The role is looked up with each session; what was remembered of it is not true any more.
    accessChanged(tx);
    await appendEvent(tx, { workspaceId, kind: "user.updated", actor, data: { userId: id, ...change } });
    return toUser(row);
  });
}

/** Locked, so that two owners cannot remove each other at the same moment. */
async function lockOwners(tx: Db, workspaceId: number): Promise<number[]> {
  const rows = await tx
    .selectFrom("users")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where("role", "=", "owner")
    .where("disabled_at", "is", null)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

function disabledAt(before: Date | null, disabled: boolean | undefined): Date | null {
  if (disabled === undefined) return before;
  return disabled ? (before ?? new Date()) : null;
}

interface UserRow {
  id: number;
  name: string;
  login: string;
  role: Role;
  created_at: Date;
  disabled_at: Date | null;
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    login: row.login,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    disabledAt: row.disabled_at?.toISOString() ?? null,
  };
}

function noPerson(id: number): AppError {
  return new AppError("not_found", `There is no person ${id} in this workspace.`, {
    sentence: sentence("refused.none", { noun: "person", id }),
  });
}
