import { sql } from "kysely";
import type { Actor } from "../access/actor.ts";
import type { Config } from "../config.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { renewKeyFile } from "./key-file.ts";
import type { Sealed, Vault } from "./vault.ts";

interface Options {
  newKey: boolean;
  config: Pick<Config, "dataDir" | "secretKey">;
}

/**
 * Seals everything with today's key, or with a new one that is made first. What the key before it
 * sealed stays readable all the while.
 */
export async function rotateSecrets(
  db: Db,
  vault: Vault,
  actor: Actor,
  { newKey, config }: Options,
): Promise<{ key: string; resealed: number; kept: number }> {
  if (newKey && config.secretKey !== undefined) {
    throw new AppError(
      "unprocessable",
      "The key comes from TASKWRIGHT_SECRET_KEY. Put the new one there and today's into TASKWRIGHT_SECRET_KEY_OLD, start again, and rotate then.",
    );
  }
  // Only two keys stay in the file: nothing may need the one that falls out.
  if (newKey) {
    await reseal(db, vault);
    renewKeyFile(config.dataDir);
  }
  const { resealed, kept } = await reseal(db, vault);
  const key = vault.keyId();
  const data = { key, resealed };
  await appendEvent(db, { workspaceId: actor.workspaceId, kind: "secrets.rotated", actor, data });
  return { key, resealed, kept };
}

async function reseal(db: Db, vault: Vault): Promise<{ resealed: number; kept: number }> {
  const counts = { resealed: 0, kept: 0 };
  for (const { table, row } of await sealedTables(db)) {
    await inTransaction(db, async (tx) => {
      const { rows } = await sql<{ row: string; secret: Sealed }>`
        select ${sql.ref(row)}::text as row, secret from ${sql.table(table)} where secret is not null
        order by ${sql.ref(row)} for update`.execute(tx);
      for (const { row: id, secret } of rows) {
        const next = vault.reseal(secret);
        if (next === null) counts.kept++;
        else {
          counts.resealed++;
          await sql`update ${sql.table(table)} set secret = ${json(next)}::jsonb where ${sql.ref(row)}::text = ${id}`.execute(
            tx,
          );
        }
      }
    });
  }
  return counts;
}

/** Every table with a column `secret` of jsonb, and the column that tells its rows apart. */
async function sealedTables(db: Db): Promise<{ table: string; row: string }[]> {
  const { rows } = await sql<{ table: string; row: string }>`
    select c.table_name as table, k.column_name as row
    from information_schema.columns c
    join information_schema.table_constraints t
      on t.table_schema = c.table_schema and t.table_name = c.table_name and t.constraint_type = 'PRIMARY KEY'
    join information_schema.key_column_usage k
      on k.constraint_schema = t.constraint_schema and k.constraint_name = t.constraint_name
    where c.table_schema = current_schema() and c.column_name = 'secret' and c.data_type = 'jsonb'
    order by c.table_name`.execute(db);
  return rows;
}
