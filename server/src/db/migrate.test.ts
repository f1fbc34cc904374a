import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../../test/support/database.ts";
import { connectDatabase } from "./database.ts";
import { migrate, readMigrations } from "./migrate.ts";

let empty: TestDatabase;
let folder: string;
beforeEach(async () => {
  empty = await testDatabase({ empty: true });
  folder = await mkdtemp(join(tmpdir(), "taskwright-migrations-"));
  await writeFile(join(folder, "0001_first.sql"), "create table first (n int)");
  await writeFile(join(folder, "0002_second.sql"), "create table second (n int); select 1;");
});
afterEach(async () => {
  await empty.drop();
  await rm(folder, { recursive: true });
});

test("this build's migrations make every table of an empty database, and nothing the second time", async () => {
  const { db } = empty.database;
  const all = (await readMigrations()).map(({ name }) => name);
  expect(await migrate(db)).toEqual(all);
  expect(await migrate(db)).toEqual([]);
  expect(await db.selectFrom("tasks").selectAll().execute()).toEqual([]);
});

test("two that start at once apply everything exactly once", async () => {
  const other = connectDatabase({ url: empty.url, max: 1 });
  const applied = await Promise.all([
    migrate(empty.database.db, folder),
    migrate(other.db, folder),
    migrate(other.db, folder),
  ]);
  expect(applied.flat()).toEqual(["0001_first", "0002_second"]);
  await other.close();
});

test("a new migration is applied on top of the old ones", async () => {
  const { db } = empty.database;
  await migrate(db, folder);
  await writeFile(join(folder, "0003_third.sql"), "alter table first add column m int");
  expect(await migrate(db, folder)).toEqual(["0003_third"]);
});

test("one that fails leaves the database as it was", async () => {
  const { db } = empty.database;
  await writeFile(join(folder, "0003_broken.sql"), "create table third (n int); select 1/0");
  await expect(migrate(db, folder)).rejects.toThrow("division by zero");
  const { rows } = await sql`select to_regclass('first') as first`.execute(db);
  expect(rows).toEqual([{ first: null }]);
});

test("a database with a migration this program does not know is refused as newer", async () => {
  const { db } = empty.database;
  await migrate(db, folder);
  await rm(join(folder, "0002_second.sql"));
  await expect(migrate(db, folder)).rejects.toThrow(
    /This database is newer than this program: it has the migration "0002_second"/,
  );
});

test("a migration changed after it was applied is refused", async () => {
  const { db } = empty.database;
  await migrate(db, folder);
  await writeFile(join(folder, "0001_first.sql"), "create table first (n bigint)");
  await expect(migrate(db, folder)).rejects.toThrow(/"0001_first" is not the one/);
});
