import type { SystemInfo } from "@taskwright/api/system.ts";
import { sql } from "kysely";
import type { Config } from "../config.ts";
import type { Vault } from "../connections/vault.ts";
import type { Db } from "../db/database.ts";

interface Services {
  config: Pick<Config, "secretKey">;
  vault: Vault;
}

/** A database that was brought back without its key shows here, and not first in a task that fails. */
export async function readSecretKey(
  db: Db,
  { config, vault }: Services,
  workspaceId: number,
): Promise<SystemInfo["secretKey"]> {
  const { rows } = await sql<{ key: string; count: number }>`
    select key, count(*) as count from (
      select secret->>'key' as key from connections where workspace_id = ${workspaceId} and secret is not null
      union all
      select secret->>'key' from models where workspace_id = ${workspaceId} and secret is not null
    ) sealed group by key`.execute(db);
  const unreadable = rows.filter(({ key }) => !vault.hasKey(key)).reduce((sum, { count }) => sum + Number(count), 0);
  return { from: config.secretKey === undefined ? "file" : "environment", id: vault.keyId(), unreadable };
}
