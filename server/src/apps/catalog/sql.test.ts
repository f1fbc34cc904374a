import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";
import { testDatabase } from "../../../test/support/database.ts";
import type { OpenConnection } from "../../connections/open.ts";

let apps: TestApps;
const closers: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  const config = { httpAllow: ["127.0.0.1"], smtpUrl: undefined, mailFrom: "a@example.org" };
  apps = await testApps({ config });
});
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
  await apps.close();
});

/** A call whose task may use a connection with this address. */
const by = (url: string) => ({
  connect: async () => ({ name: "orders", app: "sql", fields: { url } }) as unknown as OpenConnection,
});

const CREATE = "create table orders (id int primary key, customer varchar(100), total numeric(10, 2))";

interface Kind {
  marks: (sql: string) => string;
  url: () => string;
}

describe("PostgreSQL", () => {
  let url = "";
  beforeAll(async () => {
    url = await postgresUrl();
  }, 60_000);
  shared({ marks: (sql) => sql, url: () => url });

  test.each([
    ["a function that writes", "select nextval('numbers')", "Use sql.execute"],
    ["a second statement", "select 1; drop table orders", "The database says"],
    ["ending the transaction", "commit", "The database says"],
    ["writing in a WITH", "with gone as (delete from orders returning 1) select * from gone", "The database says"],
    ["copying to a program", "copy orders to program 'id'", "The database says"],
  ])("a question cannot change anything by %s", async (_what, sql, words) => {
    await apps.use("sql.execute", { sql: "create sequence if not exists numbers" }, by(url));
    await expect(apps.use("sql.query", { sql }, by(url))).rejects.toThrow(words);
  });

  test("a statement that takes too long is stopped", async () => {
    const asked = { sql: "select pg_sleep(20)", timeout_seconds: 0.2 };
    await expect(apps.use("sql.query", asked, by(url))).rejects.toThrow("took longer");
  });
});

const mariadb = spawnSync("which", ["mariadbd", "mariadb-install-db", "my_print_defaults"])
  .stdout.toString()
  .split("\n")
  .filter(Boolean);
describe.skipIf(mariadb.length < 3)("MariaDB, where it is installed", () => {
  let url = "";
  beforeAll(async () => {
    url = await mariadbUrl();
  }, 60_000);
  shared({ marks: (sql) => sql.replace(/\$\d/g, "?"), url: () => url });

  test("a question cannot change anything", async () => {
    await expect(apps.use("sql.query", { sql: "delete from orders" }, by(url))).rejects.toThrow("Use sql.execute");
    await expect(apps.use("sql.query", { sql: "select 1; select 2" }, by(url))).rejects.toThrow("The database says");
    const steal = { sql: "load data local infile '/etc/hostname' into table orders" };
    await expect(apps.use("sql.execute", steal, by(url))).rejects.toThrow("not allowed");
  });
});

describe("an SQLite file in the store", () => {
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "taskwright-sqlite-test-"));
    const database = new DatabaseSync(join(folder, "db"));
    database.exec(`${CREATE}; insert into orders values (1, 'Anna', 12.5), (2, '${"مرحبا"}', 9007199254740993)`);
    database.close();
    await apps.put("data/orders.sqlite", readFileSync(join(folder, "db")));
    rmSync(folder, { recursive: true });
  });

  test("is asked with parameters, and answers with rows", async () => {
    const asked = { file: "data/orders.sqlite", sql: "select id, customer from orders where id >= ?", parameters: [1] };
    expect(await apps.use("sql.query", { ...asked, limit: 1 })).toEqual({
      columns: ["id", "customer"],
      rows: [{ id: 1, customer: "Anna" }],
      more: true,
    });
  });

  test("is changed as a whole, once for each key", async () => {
    const change = {
      file: "data/orders.sqlite",
      sql: "update orders set customer = ? where id = 1 returning id",
      parameters: ["Ben"],
    };
    const call = { idempotencyKey: "rename" };
    const first = await apps.use("sql.execute", change, call);
    expect(first).toMatchObject({ changed: 1, rows: [{ id: 1 }], file: { path: "data/orders.sqlite" } });
    expect(await apps.use("sql.execute", change, call)).toEqual(first);
    const { rows } = await apps.use("sql.query", {
      file: "data/orders.sqlite",
      sql: "select customer from orders where id = 1",
    });
    expect(rows).toEqual([{ customer: "Ben" }]);
  });

  test("is ours: only a change on a server is in the ledger of what was done outside", () => {
    const sql = "delete from orders";
    const result = { changed: 2, rows: [] };
    expect(apps.ledger("sql.execute", { sql, file: "data/orders.sqlite" }, result)).toBeNull();
    const row = { what: "Database, 2 rows changed: delete from orders", target: "orders", undo: null };
    expect(apps.ledger("sql.execute", { sql, connection: "orders" }, result)).toMatchObject(row);
  });

  test.each([
    ["changing it in a question", "sql.query", "delete from orders", "Use sql.execute"],
    ["reaching another file", "sql.execute", "attach '/etc/passwd' as other", "not authorized"],
    ["an unknown table", "sql.query", "select * from nowhere", "no such table"],
  ])("%s is refused in words", async (_what, tool, sql, words) => {
    await expect(apps.use(tool, { file: "data/orders.sqlite", sql })).rejects.toThrow(words);
  });

  test("a file that is no database is refused in words", async () => {
    await apps.put("lie.db", `${"not a database at all\n".repeat(100)}`);
    await expect(apps.use("sql.query", { file: "lie.db", sql: "select 1" })).rejects.toThrow("no SQLite database");
  });
});

test.each([
  ["a private address", "postgres://a:b@10.0.0.1/x", "private or reserved"],
  ["nobody there", "postgres://a:b@127.0.0.1:1/x", "cannot be reached"],
  ["another kind of server", "oracle://a:b@127.0.0.1/x", "needs the field url"],
])("%s is refused in words, and the password stays out of them", async (_what, url, words) => {
  const failure: Error = await apps
    .use("sql.query", { sql: "select 1" }, by(url.replace("a:b", "a:s3cret")))
    .catch((error: Error) => error);
  expect(failure.message).toContain(words);
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain("s3cret");
});

function shared({ marks, url }: Kind): void {
  test("rows are written and read with parameters", async () => {
    await apps.use("sql.execute", { sql: CREATE }, by(url()));
    const insert = {
      sql: marks("insert into orders values ($1, $2, $3)"),
      parameters: [1, "O'Neil; drop table orders", 12.5],
    };
    expect(await apps.use("sql.execute", insert, by(url()))).toMatchObject({ changed: 1 });
    await apps.use("sql.execute", { ...insert, parameters: [2, "Anna", 3] }, by(url()));
    const asked = { sql: marks("select id, customer, total from orders where id >= $1 order by id"), parameters: [1] };
    expect(await apps.use("sql.query", { ...asked, limit: 1 }, by(url()))).toEqual({
      columns: ["id", "customer", "total"],
      rows: [{ id: 1, customer: "O'Neil; drop table orders", total: "12.50" }],
      more: true,
    });
  });

  test("what the database refuses is said in its words", async () => {
    await expect(apps.use("sql.query", { sql: "select * from nowhere" }, by(url()))).rejects.toThrow(
      "The database says",
    );
  });

  test("a wrong password is said to be one", async () => {
    const wrong = url().replace(/:[^:@/]+@/, ":wrong@");
    await expect(apps.use("sql.query", { sql: "select 1" }, by(wrong))).rejects.toThrow("refuses the user or password");
  });
}

/** The tests' own PostgreSQL has a socket only: a port in front of it. */
async function postgresUrl(): Promise<string> {
  const database = await testDatabase({ empty: true });
  const own = new URL(database.url);
  const socket = join(own.searchParams.get("host")!, `.s.PGSQL.${own.port || 5432}`);
  const front = createServer((client) => {
    const server = connect(socket);
    client.on("error", () => server.destroy()).pipe(server);
    server.on("error", () => client.destroy()).pipe(client);
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    front.close();
    await database.drop();
  });
  const { port } = front.address() as { port: number };
  return `postgres://${own.username}:${own.password}@127.0.0.1:${port}${own.pathname}`;
}

async function mariadbUrl(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "taskwright-mariadb-"));
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ["--user=root"] : [];
  spawnSync("mariadb-install-db", [`--datadir=${folder}/data`, "--auth-root-authentication-method=normal", ...user]);
  const setup = join(folder, "setup.sql");
  writeFileSync(
    setup,
    "create database shop;\ncreate user shop@'%' identified by 'geheim';\ngrant all on shop.* to shop@'%';\n",
  );
  const server = spawn("mariadbd", [
    `--datadir=${folder}/data`,
    `--socket=${folder}/socket`,
    `--pid-file=${folder}/pid`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    `--init-file=${setup}`,
    ...user,
  ]);
  const ready = Promise.withResolvers<void>();
  let said = "";
  server.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (/ready for connections/.test(said)) ready.resolve();
  });
  server.once("exit", () => ready.reject(new Error(`mariadbd ended:\n${said}`)));
  closers.push(async () => {
    if (server.exitCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });
  await ready.promise;
  return `mysql://shop:geheim@127.0.0.1:${port}/shop`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
