import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { PgBoss } from "pg-boss";
import { type Actor, systemActor } from "./access/actor.ts";
import { createOwnerKey, ensureWorkspace } from "./access/workspace.ts";
import type { Catalogs } from "./apps/tool.ts";
import type { Config } from "./config.ts";
import { type Database, type Db, inTransaction } from "./db/database.ts";
import { EXAMPLES, readExamples } from "./definitions/examples.ts";
import { publishDefinition } from "./definitions/publish.ts";
import type { FileStore } from "./files/store.ts";
import { createTasks } from "./tasks/create.ts";

export interface Welcome {
  /** while no owner has a password */
  ownerLink: string | undefined;
  /** the file that holds an owner's API key, for scripts on this machine */
  keyFile: string;
}

interface Parts {
  database: Database;
  files: FileStore;
  catalogs: Catalogs;
  boss: PgBoss;
  config: Config;
  address: string;
}

/** The first start makes a workspace with examples in it and a task that waits for a decision; every start makes sure of the key file. */
export async function welcome(parts: Parts): Promise<Welcome> {
  const { database, config, address } = parts;
  const ensured = await ensureWorkspace(database.db, address);
  const keyFile = join(config.dataDir, "owner.key");
  const key =
    ensured.ownerKey ?? (existsSync(keyFile) ? undefined : await createOwnerKey(database.db, ensured.workspaceId));
  if (key) await writeFile(keyFile, `${key}\n`, { mode: 0o600 });
  await addExamples(parts, ensured.workspaceId);
  return { ownerLink: ensured.ownerLink, keyFile };
}

/** All in one transaction: a start that dies in the middle leaves none, and the next one adds them. */
async function addExamples({ database, files, catalogs, boss }: Parts, workspaceId: number): Promise<void> {
  const actor: Actor = systemActor(workspaceId, "Welcome");
  if (await hasDefinitions(database.db, workspaceId)) return;
  const invoice = await files.stage(await readFile(join(EXAMPLES, "data", INVOICE)));
  const catalog = await catalogs.of(workspaceId);
  await inTransaction(database.db, async (tx) => {
    await sql`select pg_advisory_xact_lock(1952543596)`.execute(tx);
    if (await hasDefinitions(tx, workspaceId)) return;
    for (const { source } of await readExamples()) await publishDefinition(tx, actor, source, catalog);
    const file = await files.write(tx, { workspaceId, name: INVOICE, content: invoice, actor });
    await createTasks(tx, boss, [
      {
        actor,
        task: { definition: "Supplier invoice", inputs: { invoice: { file: file.id, name: INVOICE } }, kind: "manual" },
      },
    ]);
  });
}

const INVOICE = "invoice-4711.xml";

async function hasDefinitions(db: Db, workspaceId: number): Promise<boolean> {
  return (
    (await db
      .selectFrom("definitions")
      .select("id")
      .where("workspace_id", "=", workspaceId)
      .limit(1)
      .executeTakeFirst()) !== undefined
  );
}
