import { sql } from "kysely";
import { type Db, inTransaction } from "../db/database.ts";
import { appendEvent } from "../events/append.ts";
import { systemActor } from "./actor.ts";
import { createKey } from "./keys.ts";
import { createLink, linkAddress } from "./links.ts";

export interface EnsuredWorkspace {
  workspaceId: number;
  /** while no owner has a password, every start prints a way in */
  ownerLink?: string;
  /** only when it was just created: main writes it to data/owner.key */
  ownerKey?: string;
}

/** Finds the workspace or makes it, with an owner, their key and an agent. Safe in many processes. */
export async function ensureWorkspace(db: Db, baseUrl: string): Promise<EnsuredWorkspace> {
  return await inTransaction(db, async (tx) => {
    await sql`lock table workspaces in share row exclusive mode`.execute(tx);
    const found = await tx.selectFrom("workspaces").select("id").orderBy("id").executeTakeFirst();
    const workspaceId = found?.id ?? (await createWorkspace(tx));
    const ownerKey = found ? undefined : await createOwnerKey(tx, workspaceId);
    const ownerLink = await linkForFirstOwner(tx, workspaceId, baseUrl);
    return { workspaceId, ...(ownerLink && { ownerLink }), ...(ownerKey && { ownerKey }) };
  });
}

/** Also for a start that finds data/owner.key gone. */
export async function createOwnerKey(db: Db, workspaceId: number): Promise<string> {
  const actor = { ...systemActor(workspaceId, "Start") };
  const { key } = await createKey(db, actor, { name: "data/owner.key", role: "owner" });
  return key;
}

async function createWorkspace(tx: Db): Promise<number> {
  const { id: workspace_id } = await tx
    .insertInto("workspaces")
    .values({ name: "Workspace" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx.insertInto("users").values({ workspace_id, name: "Owner", login: "owner", role: "owner" }).execute();
  await tx.insertInto("agents").values({ workspace_id, name: "Assistant" }).execute();
  const actor = systemActor(workspace_id, "Start");
  await appendEvent(tx, { workspaceId: workspace_id, kind: "workspace.created", actor });
  return workspace_id;
}

async function linkForFirstOwner(tx: Db, workspaceId: number, baseUrl: string): Promise<string | undefined> {
  const owners = await tx
    .selectFrom("users")
    .select(["id", "password_hash"])
    .where("workspace_id", "=", workspaceId)
    .where("role", "=", "owner")
    .where("disabled_at", "is", null)
    .orderBy("id")
    .execute();
  const [first] = owners;
  if (!first || owners.some((owner) => owner.password_hash !== null)) return undefined;
  const { token } = await createLink(tx, { id: first.id, workspaceId });
  return linkAddress(baseUrl, token);
}
