import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Hono } from "hono";
import { createAuthenticator } from "../src/access/authenticate.ts";
import { createKey } from "../src/access/keys.ts";
import { createApp } from "../src/app.ts";
import { sameForAll } from "../src/apps/catalogs.ts";
import { runSafely } from "../src/apps/run-safely.ts";
import { connectionTrial } from "../src/apps/try-connection.ts";
import { readConfig } from "../src/config.ts";
import { connectionRoutes } from "../src/connections/routes.ts";
import { createFollower } from "../src/events/follow.ts";
import { interactionRoutes } from "../src/interactions/routes.ts";
import { createLog } from "../src/log.ts";
import { modelRoutes } from "../src/models/routes.ts";
import { type OpenModels, openModels } from "../src/models/turn.ts";
import type { Services } from "../src/services.ts";
import { taskRoutes } from "../src/tasks/routes.ts";
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
const MODEL_KEY = "planted-model-key-90e2";

let engine: TestEngine;
let desk: TestDesk;
let services: ConnectionServices;
let catalog: OpenCatalog;
let server: Server;
let address: string;
let folder: string;
let models: OpenModels;
let app: Hono;
let key: string;
/** every line of the log, and the body of every reply */
const logged: string[] = [];
const replied: string[] = [];

/** A server that repeats what it is told, and takes one token. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "taskwright-secrets-"));
  const log = createLog({ level: "debug", pretty: false, stream: { write: (line) => logged.push(line) } });
  engine = await testEngine({
    log,
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
  const { database, signals, boss } = engine;
  const { vault } = services;
  models = openModels({ db, vault, signals, log, httpAllow: ["127.0.0.1"] });
  const authenticator = createAuthenticator({ db, signals, secure: false });
  const follower = createFollower({ db, signals, log });
  const settings = readConfig({ DATA_DIR: folder });
  const base = { config: settings, vault, log, database, signals, authenticator, follower, boss, checkReplies: true };
  const rooms = { ...base, files, models, catalogs: sameForAll(catalog), connectionServices: services };
  app = createApp(base, [
    (mount) => connectionRoutes({ ...rooms, tryConnection: connectionTrial(config) }, mount),
    (mount) => modelRoutes(rooms, mount),
    (mount) => taskRoutes(rooms as unknown as Services, mount),
    (mount) => interactionRoutes(rooms as unknown as Services, mount),
    (_, hono) => hono.get("/api/v1/broken", () => Promise.reject(carriesAll())),
  ]);
  ({ key } = await createKey(db, desk.actor, { name: "test", role: "owner" }));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await models.close();
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

test("so does an agent's, which is told the answer of the same call", async () => {
  const id = await connection("tired", "bearer", { token: "planted-token-tired" });
  await desk.connectModel({ tools: [{ tool: "*", policy: "allow" }] });
  const input = { url: `${address}/agent`, connection: "tired", attempts: 1 };
  engine.models.says([{ calls: [{ name: "http__request", input }] }, "It answered."]);
  const task = await desk.start(await desk.define("instructions: Ask the server."));
  await desk.reaches(task, "waiting");
  expect(await desk.open(task)).toMatchObject([{ step_path: "work.turn1.call1", subject: { connection: { id } } }]);
  await updateConnection(services.db, services, desk.actor, id, { fields: { token: TOKEN } });
  await desk.reaches(task, "complete");
  expect(engine.models.requests).toHaveLength(2);
  const told = JSON.stringify(engine.models.requests[1]!.messages.at(-1));
  expect(told).toContain("200");
  expect(told).not.toContain("planted");
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

test("no secret is in the log or in any reply, whatever is asked and whatever goes wrong", async () => {
  const settings = { hosts: [new URL(address).host], testUrl: `${address}/fail` };
  const given = { name: "asked", app: "http", method: "bearer", fields: { token: TOKEN }, settings };
  const { id } = await ask("POST", "/connections", given);
  const place = { provider: "compatible", modelName: "m", address: `${address}/fail`, thisMachine: true };
  const model = await ask("POST", "/models", { name: "planted", ...place, key: MODEL_KEY });
  await ask("POST", `/models/${model.id}/test`);
  await ask("POST", `/connections/${id}/test`);
  await ask("PATCH", `/connections/${id}`, { fields: { token: 7, wrong: TOKEN } });
  await ask("POST", "/connections", { ...given, method: "nonsense" });
  await ask("POST", "/models", { name: "planted", ...place, key: MODEL_KEY });
  engine.tools.set("test.bug", {
    ...engine.tools.get("test.read")!,
    name: "test.bug",
    connection: { app: "http", required: true },
    run: async (_args, call) =>
      await runSafely(async ({ connect }) => {
        throw new TypeError(`no such thing: ${(await connect("asked")).fields.token}`);
      }, call),
  });
  const bug = await desk.start(await desk.define("steps: [{ id: work, use: test.bug, with: {} }]"));
  await desk.reaches(bug, "error");
  await ask("GET", `/tasks/${bug}`);
  for (const path of ["/fail", "/"]) {
    const task = await start(path, "asked");
    await desk.reaches(task, path === "/" ? "complete" : "error");
    for (const part of ["", "/steps", "/events"]) await ask("GET", `/tasks/${task}${part}`);
  }
  for (const path of [
    "/connections",
    `/connections/${id}`,
    "/models",
    `/models/${model.id}`,
    "/tasks",
    "/interactions",
  ])
    await ask("GET", path);
  const heard = [...logged, ...replied, await everythingWritten()].join("\n");
  expect([heard.includes("no such thing: [secret]"), replied.length > 15]).toEqual([true, true]);
  for (const secret of ["planted-token", "planted-model", btoa(TOKEN), btoa(MODEL_KEY)]) {
    expect([secret, heard.includes(secret)]).toEqual([secret, false]);
  }
});

test("the log, at its most talkative, has lines about everything that failed, and no secret in any", async () => {
  const before = logged.length;
  // A request of a stranger, with secrets wherever one can put them.
  for (const [method, path] of [
    ["GET", "/tasks?limit=planted-query"],
    ["POST", "/tasks?token=planted-query"],
    ["GET", "/nothing/here?code=planted-query"],
    ["GET", "/broken?key=planted-query"],
  ] as const) {
    for (const authorization of ["Bearer planted-header", `Bearer ${key}`]) {
      await app.request(`http://localhost/api/v1${path}`, {
        method,
        headers: { authorization, cookie: "session=planted-cookie", "x-api-key": "planted-header" },
        ...(method === "POST" ? { body: '{"inputs": {"password": "planted-body"}, broken' } : {}),
      });
    }
  }
  // Tasks that fail with an address, headers and a body that hold some, with and without an answer.
  for (const url of [`${address}/fail?key=planted-url`, "http://127.0.0.1:9/?key=planted-url"]) {
    const given = { url, headers: { "x-key": "planted-header" }, json: { secret: "planted-body" }, attempts: 1 };
    const source = { steps: [{ id: "call", use: "http.request", with: given }] };
    await desk.reaches(await desk.start(await desk.define({ name: `fails ${url}`, ...source })), "error");
  }
  // Models that cannot be reached, or do not take the key.
  for (const [provider, path] of [
    ["google", "/v1beta"],
    ["anthropic", "/v1"],
    ["compatible", "/fail"],
  ] as const) {
    const place = { provider, modelName: "m", address: `${address}${path}`, thisMachine: true };
    const { id } = await ask("POST", "/models", { name: `talkative ${provider}`, ...place, key: MODEL_KEY });
    await models
      .turn({
        workspaceId: desk.workspaceId,
        modelId: id,
        system: "planted-body",
        messages: [{ role: "user", content: "planted-body" }],
        tools: [],
        knownTokens: 0,
        signal: new AbortController().signal,
        ticket: "talkative",
      } as Parameters<OpenModels["turn"]>[0])
      .catch(() => {});
  }
  const lines = logged.slice(before);
  for (const said of ["answered", "a request failed unexpectedly", "a call of a model failed"]) {
    expect([said, lines.some((line) => line.includes(`"msg":"${said}"`))]).toEqual([said, true]);
  }
  expect(lines.length).toBeGreaterThan(12);
  expect(lines.filter((line) => line.includes("planted-"))).toEqual([]);
});

/** As errors of HTTP packages are: with the request hung on them, and its address in their words. */
function carriesAll(): Error {
  const request = { headers: { authorization: "Bearer planted-header" }, body: "planted-body" };
  const cause = Object.assign(new Error("GET http://dana:planted-user@host.example/?key=planted-url"), { request });
  return Object.assign(new TypeError("fetch failed after Bearer planted-header", { cause }), {
    config: request,
    requestBodyValues: { text: "planted-body" },
    responseBody: "planted-body",
  });
}

async function ask(method: string, path: string, body?: unknown): Promise<{ id: number }> {
  const response = await app.request(`/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  replied.push(text, JSON.stringify([...response.headers]));
  return JSON.parse(text) as { id: number };
}

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
