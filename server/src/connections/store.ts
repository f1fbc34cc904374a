import { sentence } from "@taskwright/api/sentence.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { Connection } from "@taskwright/api/connection.ts";
import type { Actor } from "../access/actor.ts";
import { mayAct } from "../access/authorize.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { isText, type Page, readCursor, toPage } from "../lib/cursor.ts";
import type { ConnectionRow } from "./open.ts";
import { mayUse } from "./permit.ts";
import { openFields } from "./secret.ts";
import type { Vault } from "./vault.ts";

/** For whoever changes its secret or its state: others wait. */
export async function lockConnection(tx: Db, id: number): Promise<ConnectionRow> {
  const row = await tx
    .selectFrom("connections as c")
    .leftJoin("users as u", "u.id", "c.owner_id")
    .selectAll("c")
    .select(["u.name as owner_name", "u.login as owner_login"])
    .where("c.id", "=", id)
    .forNoKeyUpdate("c")
    .executeTakeFirst();
  if (!row)
    throw new AppError("not_found", `There is no connection ${id} any more.`, {
      sentence: sentence("refused.none", { noun: "connection", id }),
    });
  return row as ConnectionRow;
}

/** Nobody can use it until a person has signed in again. */
export async function lapse(
  tx: Db,
  row: Pick<ConnectionRow, "id" | "name" | "workspace_id">,
  why: string,
): Promise<void> {
  const changed = await tx
    .updateTable("connections")
    .set({ status: "lapsed", status_text: why })
    .where("id", "=", row.id)
    .where("status", "<>", "lapsed")
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return;
  await appendEvent(tx, {
    workspaceId: row.workspace_id,
    kind: "connection.lapsed",
    actor: { type: "system", id: null, name: "Connections" },
    data: { connectionId: row.id, name: row.name, why },
  });
}

interface FullRow extends ConnectionRow {
  used_at: Date | null;
  version: number;
  created_by: ActorRecord;
  created_at: Date;
  updated_at: Date;
}

export function selectConnections(db: Db, workspaceId: number) {
  return db
    .selectFrom("connections as c")
    .leftJoin("users as u", "u.id", "c.owner_id")
    .selectAll("c")
    .select(["u.name as owner_name", "u.login as owner_login"])
    .where("c.workspace_id", "=", workspaceId);
}

export async function listConnections(
  db: Db,
  vault: Vault,
  actor: Actor,
  { limit, cursor, app }: { limit: number; cursor?: string | undefined; app?: string | undefined },
): Promise<Page<Connection>> {
  let query = selectConnections(db, actor.workspaceId);
  if (app) query = query.where("c.app", "=", app);
  const after = readCursor(cursor, isText);
  if (after !== undefined) query = query.where("c.name", ">", after);
  const rows = (await query
    .orderBy("c.name")
    .limit(limit + 1)
    .execute()) as FullRow[];
  return toPage(
    rows,
    limit,
    (row) => toConnection(vault, actor, row),
    ({ name }) => name,
  );
}

export async function readConnection(db: Db, vault: Vault, actor: Actor, id: number): Promise<Connection> {
  return toConnection(vault, actor, await findConnection(db, actor, id));
}

export async function findConnection(db: Db, actor: Actor, id: number): Promise<FullRow> {
  const row = await selectConnections(db, actor.workspaceId).where("c.id", "=", id).executeTakeFirst();
  if (!row)
    throw new AppError("not_found", `There is no connection ${id} in this workspace.`, {
      sentence: sentence("refused.none", { noun: "connection", id }),
    });
  return row as FullRow;
}

/** Its owner and nobody else; of the workspace's connections, those who may share. */
export function mayChange(actor: Actor, { owner_id }: Pick<ConnectionRow, "owner_id">): boolean {
  return owner_id === null ? mayAct(actor, "connection.share") : owner_id === actor.userId;
}

export function assertChangeable(actor: Actor, row: Pick<ConnectionRow, "owner_id" | "name" | "owner_name">): void {
  if (mayChange(actor, row)) return;
  throw new AppError("forbidden", `"${row.name}" belongs to ${row.owner_name ?? "the workspace"}, who can change it.`, {
    sentence: sentence("refused.not_owner", { name: row.name, owner: row.owner_name ?? undefined }),
  });
}

function toConnection(vault: Vault, actor: Actor, row: FullRow): Connection {
  const { login, role } = actor;
  const self =
    actor.userId && role ? { id: actor.userId, name: actor.name, login: login ?? "", role, disabled: false } : null;
  return {
    id: row.id,
    name: row.name,
    app: row.app,
    method: row.method,
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? "" },
    grants: [...row.grants],
    settings: row.settings,
    fields: fieldNames(vault, row),
    status: row.status,
    statusText: row.status_text,
    usedAt: row.used_at?.toISOString() ?? null,
    usable: mayUse(self, row),
    changeable: mayChange(actor, row),
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** A list must show even where the key is missing. */
function fieldNames(vault: Vault, row: FullRow): string[] {
  try {
    return Object.keys(openFields(vault, row)).toSorted();
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}
