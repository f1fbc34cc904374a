import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type Database, type Db, connectDatabase } from "../../src/db/database.ts";

export interface TestDatabase {
  database: Database;
  url: string;
  /** closes the pools and removes the database */
  drop(): Promise<void>;
}

/** A fresh copy of the migrated template (pg-boss' schema included); one per test file is enough. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = inject("databaseUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const template = options.empty ? "template1" : inject("databaseTemplate");
  await onServer(server, `create database ${name} template ${template}`);
  const url = withDatabase(server, name);
  const database = connectDatabase({ url, max: options.max ?? 10, testClock: options.testClock });
  return {
    database,
    url,
    async drop() {
      await database.close();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

interface TestDatabaseOptions {
  /** without any table: for the tests of the migrations themselves */
  empty?: boolean;
  /** sessions read pg-boss' TestClock */
  testClock?: boolean;
  max?: number;
}

export interface TestWorkspace {
  workspaceId: number;
  userId: number;
  agentId: number;
}

let workspaces = 0;

/** A workspace of its own for each test, with an owner and the default agent. */
export async function testWorkspace(db: Db): Promise<TestWorkspace> {
  const name = `workspace ${++workspaces}`;
  const workspace = await db.insertInto("workspaces").values({ name }).returning("id").executeTakeFirstOrThrow();
  const workspace_id = workspace.id;
  const user = await db
    .insertInto("users")
    .values({ workspace_id, name: "Olga Owner", login: "olga", role: "owner" })
    .returning("id")
    .executeTakeFirstOrThrow();
  const agent = await db
    .insertInto("agents")
    .values({ workspace_id, name: "default" })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { workspaceId: workspace_id, userId: user.id, agentId: agent.id };
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

export async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
    databaseTemplate: string;
  }
}
