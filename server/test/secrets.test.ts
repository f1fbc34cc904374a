import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCatalog, type OpenCatalog } from "../src/apps/catalog.ts";
import { createConnection } from "../src/connections/create.ts";
import { readKeys } from "../src/connections/key-file.ts";
import { type ConnectionServices, createConnections } from "../src/connections/open.ts";
import { updateConnection } from "../src/connections/update.ts";
import { createVault } from "../src/connections/vault.ts";
import { FileStore } from "../src/files/store.ts";
import { answerReconnects } from "../src/interactions/reconnected.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "./support/engine.ts";

const TOKEN = "planted-token-4f1c";
const PASSWORD = "planted-password-77ab";

let engine: TestEngine;
let desk: TestDesk;
let services: ConnectionServices;
let catalog: OpenCatalog;
let server: Server;
let address: string;
let folder: string;

/** A server that repeats what it is told, and takes one token. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "taskwright-secrets-"));
  engine = await testEngine({
    connections: {
      open: async (wanted) => await createConnections(services).open(wanted),
      recheck: async (id) => await createConnections(services).recheck(id),
    },
  });
  desk = await testDesk(engine);
  desk.actor.userId = desk.actor.id;
  const { db } = engine.database;
  const keys = { dataDir: folder, secretKey: undefined, secretKeyOld: undefined };
  services = {
    db,
    vault: createVault(() => readKeys(keys)),
    fetch,
    renewed: async (tx, connection) => await answerReconnects(tx, engine.boss, connection),
  };
  const files = await FileStore.open({ dataDir: folder });
  const config = { httpAllow: ["127.0.0.1"], smtpUrl: undefined, mailFrom: "tasks@example.org" };
  catalog = createCatalog({ database: engine.database, files, config });
  for (const tool of catalog.values()) engine.tools.set(tool.name, tool);
  server = createServer((request, response) => {
    const { authorization = "" } = request.headers;
    const known = authorization === `Bearer ${TOKEN}` || authorization.startsWith("Basic");
    response.writeHead(request.url === "/fail" ? 500 : known ? 200 : 401, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ you: authorization, decoded: Buffer.from(authorization.slice(6), "base64").toString("latin1") }),
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await catalog.close();
  await engine.stop();
  rmSync(folder, { recursive: true });
});

async function connection(name: string, method: "bearer" | "basic", fields: Record<string, string>): Promise<number> {
  const settings = { hosts: [new URL(address).host] };
  const given = { name, app: "http", method, fields, settings, owner: "me" as const, grants: [] };
  return await createConnection(services.db, services.vault, desk.actor, given);
}

async function start(path: string, name: string): Promise<number> {
  const step = { id: "call", use: "http.request", with: { url: `${address}${path}`, connection: name, attempts: 1 } };
  return await desk.start(await desk.define({ name: `${name} ${path}`, steps: [step] }));
}

test("a task whose credential was turned down waits for a new one, and goes on", async () => {
  const id = await connection("worn", "bearer", { token: "planted-token-worn" });
  const task = await start("/", "worn");
  await desk.reaches(task, "waiting");
  expect(await desk.open(task)).toMatchObject([{ kind: "assistance", subject: { connection: { id, name: "worn" } } }]);
  await updateConnection(services.db, services, desk.actor, id, { fields: { token: TOKEN } });
  await desk.reaches(task, "complete");
  expect(await desk.open(task)).toEqual([]);
});

test("no secret is in anything that the system wrote, whether a task succeeded or failed", async () => {
  await connection("good", "bearer", { token: TOKEN });
  await connection("named", "basic", { username: "dana", password: PASSWORD });
  await desk.reaches(await start("/", "good"), "complete");
  await desk.reaches(await start("/", "named"), "complete");
  await desk.reaches(await start("/fail", "good"), "error");
  const written = await everythingWritten();
  expect(written).toContain("[secret]");
  for (const secret of ["planted-", btoa(`dana:${PASSWORD}`), btoa(TOKEN), encodeURIComponent(PASSWORD)]) {
    expect([secret, written.includes(secret)]).toEqual([secret, false]);
  }
});

/** All tables as text, and all files but the key. */
async function everythingWritten(): Promise<string> {
  const { db } = engine.database;
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db);
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(db);
    texts.push(...rows.map(({ text }) => text));
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" });
  for (const file of files) {
    if (file.isFile() && file.name !== "secret.key")
      texts.push(readFileSync(join(file.parentPath, file.name), "latin1"));
  }
  return texts.join("\n");
}
