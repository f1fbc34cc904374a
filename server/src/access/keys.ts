import { sentence } from "@taskwright/api/sentence.ts";
import type { ApiKey } from "@taskwright/api/access.ts";
import type { Role } from "@taskwright/api/actor.ts";
import { randomBytes } from "node:crypto";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import type { Actor } from "./actor.ts";
import { authorize } from "./authorize.ts";
import { accessChanged } from "./changed.ts";
import { tokenHash } from "./token.ts";

interface NewKey {
  name: string;
  role: Role;
  expiresAt?: string | undefined;
}

/** `tw_<prefix>_<secret>`: the prefix tells keys apart in lists, the secret is never kept. */
export async function createKey(
  db: Db,
  actor: Actor,
  { name, role, expiresAt }: NewKey,
): Promise<{ apiKey: ApiKey; key: string }> {
  authorize(actor, "key.write");
  if (expiresAt && new Date(expiresAt) <= new Date()) {
    throw new AppError("unprocessable", `The key would end at ${expiresAt}, which is past. Choose a later moment.`, {
      sentence: sentence("refused.key_past", { at: expiresAt }),
    });
  }
  const prefix = randomBytes(4).toString("hex");
  const key = `tw_${prefix}_${randomBytes(32).toString("base64url")}`;
  return await inTransaction(db, async (tx) => {
    const row = await tx
      .insertInto("api_keys")
      .values({
        workspace_id: actor.workspaceId,
        name,
        prefix: `tw_${prefix}`,
        key_hash: tokenHash(key),
        role,
        created_by: actor.userId ?? null,
        expires_at: expiresAt ?? null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await appendEvent(tx, {
      workspaceId: actor.workspaceId,
      kind: "key.created",
      actor,
      data: { keyId: row.id, name, role, prefix: row.prefix },
    });
    return { apiKey: toApiKey(row), key };
  });
}

export async function revokeKey(db: Db, actor: Actor, id: number): Promise<void> {
  authorize(actor, "key.write");
  await inTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom("api_keys")
      .select(["name", "revoked_at"])
      .where("id", "=", id)
      .where("workspace_id", "=", actor.workspaceId)
      .forUpdate()
      .executeTakeFirst();
    if (!row)
      throw new AppError("not_found", `There is no API key ${id} in this workspace.`, {
        sentence: sentence("refused.none", { noun: "apiKey", id }),
      });
    if (row.revoked_at) return;
    await tx.updateTable("api_keys").set({ revoked_at: new Date() }).where("id", "=", id).execute();
    await appendEvent(tx, {
      workspaceId: actor.workspaceId,
      kind: "key.revoked",
      actor,
      data: { keyId: id, name: row.name },
    });
    accessChanged(tx);
  });
}

export interface KeyRow {
  id: number;
  workspace_id: number;
  name: string;
  created_by: number | null;
  role: Role;
  expires_at: Date | null;
  stale: boolean;
}

export async function findKey(db: Db, key: string): Promise<KeyRow | undefined> {
  const [row] = await run<KeyRow>(db, FIND, [tokenHash(key)]);
  return row;
}

/** Noted at most once a minute, or reading would cost a write. */
export async function noteKeyUse(db: Db, key: KeyRow): Promise<void> {
  if (!key.stale) return;
  await db.updateTable("api_keys").set({ last_used_at: new Date() }).where("id", "=", key.id).execute();
}

const FIND = prepared(
  "find_api_key",
  `select id, workspace_id, name, role, expires_at, created_by,
     coalesce(last_used_at < now() - interval '1 minute', true) as stale
   from api_keys
   where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
);

interface FullKeyRow {
  id: number;
  name: string;
  prefix: string;
  role: Role;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export function toApiKey(row: FullKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
