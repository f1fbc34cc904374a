import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { AppError } from "../errors.ts";
import { type Db, inTransaction } from "./database.ts";

export interface Migration {
  name: string;
  text: string;
  checksum: string;
}

/**
 * Brings the database to this build's schema and returns the names of what was applied. Processes
 * that start at once take turns: the second finds everything done.
 */
export async function migrate(db: Db, folder = MIGRATIONS): Promise<string[]> {
  const migrations = await readMigrations(folder);
  // One transaction for all: PostgreSQL rolls back schema changes too, so a failed migration leaves
  // the database as it was, and the lock lives exactly as long as the work.
  return await inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`create table if not exists schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now()
    )`.execute(tx);
    const { rows } = await sql<Applied>`select name, checksum from schema_migrations`.execute(tx);
    const pending = pendingMigrations(migrations, rows);
    for (const migration of pending) {
      await sql.raw(migration.text).execute(tx);
      await sql`insert into schema_migrations (name, checksum)
        values (${migration.name}, ${migration.checksum})`.execute(tx);
    }
    return pending.map((migration) => migration.name);
  });
}

interface Applied {
  name: string;
  checksum: string;
}

/** What is still to apply; throws where the database and this build cannot belong together. */
export function pendingMigrations(migrations: Migration[], applied: Applied[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const done = new Set<string>();
  for (const { name, checksum } of applied) {
    const migration = known.get(name);
    if (!migration) {
      throw new AppError(
        "conflict",
        `This database is newer than this program: it has the migration "${name}", which this version does not know. Start the newer version, or use another database.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new AppError(
        "conflict",
        `The migration "${name}" is not the one this database was built with: the file has changed since. Restore the file, and put the change into a new migration.`,
      );
    }
    done.add(name);
  }
  return migrations.filter((migration) => !done.has(migration.name));
}

export async function readMigrations(folder = MIGRATIONS): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort();
  return await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), "utf8");
      // line endings are git's business
      const checksum = createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
      return { name: file.replace(/\.sql$/, ""), text, checksum };
    }),
  );
}

const MIGRATIONS = join(import.meta.dirname, "migrations");
/** Any number nobody else locks on: "task" in ASCII. */
const MIGRATION_LOCK = 0x7461736b;
