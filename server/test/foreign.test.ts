import { allRoutes } from "@taskwright/api/openapi.ts";
import type { Route } from "@taskwright/api/route.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hono } from "hono";
import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "../src/app.ts";
import { type OpenCatalog, createCatalog } from "../src/apps/catalog.ts";
import { sameForAll } from "../src/apps/catalogs.ts";
import { type ImportedApps, openImportedApps } from "../src/apps/imported/open.ts";
import { appRoutes } from "../src/apps/imported/routes.ts";
import { emailRoutes } from "../src/apps/routes.ts";
import { readConfig } from "../src/config.ts";
import { createConnections } from "../src/connections/open.ts";
import { connectionRoutes } from "../src/connections/routes.ts";
import { createVault } from "../src/connections/vault.ts";
import { startBoss } from "../src/db/boss.ts";
import { json } from "../src/db/database.ts";
import { controlRoutes } from "../src/controls/routes.ts";
import { definitionsRoutes } from "../src/definitions/routes.ts";
import { fileRoutes } from "../src/files/routes.ts";
import { FileStore } from "../src/files/store.ts";
import { interactionRoutes } from "../src/interactions/routes.ts";
import { modelRoutes } from "../src/models/routes.ts";
import { openModels, type OpenModels } from "../src/models/turn.ts";
import type { Services } from "../src/services.ts";
import { taskRoutes } from "../src/tasks/routes.ts";
import { triggerRoutes } from "../src/triggers/routes.ts";
import { type TestApp, testApp } from "./support/app.ts";
import { testWorkspace } from "./support/database.ts";

/** One of everything in one workspace, and an owner of another who must find none of it. */
let tested: TestApp;
let app: Hono;
let boss: PgBoss;
let catalog: OpenCatalog;
let models: OpenModels;
let imported: ImportedApps;
let folder: string;
let owner: string;
let foreigner: string;
const ids: Record<string, number> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "taskwright-foreign-"));
  tested = await testApp();
  const { database } = tested.test;
  boss = await startBoss({ database, name: "foreign", role: "web" });
  const files = await FileStore.open({ dataDir: folder });
  const config = readConfig({ DATA_DIR: folder });
  catalog = createCatalog({ database, files, config });
  const vault = createVault(() => [Buffer.alloc(32, 1)]);
  const { log } = tested.services;
  models = openModels({ db: database.db, vault, signals: tested.signals, log, httpAllow: [] });
  const connectionServices = { db: database.db, vault, fetch, renewed: async () => {} };
  imported = openImportedApps({
    services: { database, files, config },
    connections: createConnections(connectionServices),
    builtIn: catalog.keys(),
    commandsAllowed: false,
    log,
  });
  const { importing } = imported;
  const made = { config, boss, files, vault, models, catalogs: sameForAll(catalog), connectionServices, importing };
  const services = { ...tested.services, ...made } as unknown as Services;
  app = createApp({ ...services, checkReplies: true }, [
    (mount) => controlRoutes(services, mount),
    (mount) => appRoutes(services, mount),
    (mount) => connectionRoutes({ ...services, tryConnection: async () => "" }, mount),
    (mount) => definitionsRoutes(services, mount),
    (mount) => emailRoutes(services, mount),
    (mount) => fileRoutes(services, mount),
    (mount) => interactionRoutes(services, mount),
    (mount) => taskRoutes(services, mount),
    (mount) => triggerRoutes(services, mount),
    (mount) => modelRoutes(services, mount),
  ]);
  const home = await testWorkspace(database.db);
  owner = await tested.keyFor(home.workspaceId, "owner");
  foreigner = await tested.keyFor((await testWorkspace(database.db)).workspaceId, "owner");
  await furnish(home.workspaceId, home.agentId);
});

afterAll(async () => {
  await imported.close();
  await catalog.close();
  await models.close();
  await boss.stop({ graceful: false });
  await tested.close();
  rmSync(folder, { recursive: true });
});

async function send(as: string, method: string, path: string, body?: unknown, type = "application/json") {
  return await app.request(`/api/v1${path}`, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${as}`, ...(body === undefined ? {} : { "content-type": type }) },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

async function create(path: string, body: unknown, type?: string): Promise<{ id: number }> {
  const response = await send(owner, "post", path, body, type);
  expect([path, response.status]).toEqual([path, 201]);
  return (await response.json()) as { id: number };
}

/** By the first part of the path that names them. */
async function furnish(workspaceId: number, agentId: number): Promise<void> {
  const { db } = tested.test.database;
  const { name } = await db.selectFrom("agents").select("name").where("id", "=", agentId).executeTakeFirstOrThrow();
  const source = `name: Secret\nagent: ${name}\nsteps:\n  - id: ask\n    ask: approval\n    title: May I?\n`;
  ids.definitions = (await create("/definitions", source, "application/yaml")).id;
  ids.tasks = (await create("/tasks", { definition: "Secret", dryRun: { approvals: "ask" } })).id;
  ids.files = (await create("/files?name=secret.txt", "secret", "application/octet-stream")).id;
  ids.agents = agentId;
  ids.stops = (await create("/stops", { tool: "secret.*", reason: "secret" })).id;
  const model = { name: "Secret model", provider: "openai", modelName: "gpt-5", key: "sk-secret" };
  ids.models = (await create("/models", model)).id;
  ids.users = (
    (await create("/users", { name: "Secret", login: "secret", role: "viewer" })) as unknown as { user: { id: number } }
  ).user.id;
  ids.keys = (
    (await create("/keys", { name: "secret", role: "viewer" })) as unknown as { apiKey: { id: number } }
  ).apiKey.id;
  await db
    .insertInto("steps")
    .values({
      task_id: ids.tasks,
      path: "ask",
      attempt: 1,
      seq: 1,
      kind: "ask",
      status: "waiting",
      started_at: new Date(),
    })
    .execute();
  ids.connections = (await create("/connections", CONNECTION)).id;
  ids.apps = (await create("/apps", { name: "secret", openapi: PASTED, server: "https://secret.example" })).id;
  const { id } = await db
    .insertInto("interactions")
    .values({
      workspace_id: workspaceId,
      task_id: ids.tasks,
      step_path: "ask",
      step_attempt: 1,
      kind: "approval",
      purpose: "result",
      title: "Secret?",
      assignees: json(["role:owner"]),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  ids.interactions = id;
  const action = await db
    .insertInto("external_actions")
    .values({
      workspace_id: workspaceId,
      task_id: ids.tasks,
      step_path: "mail",
      tool: "email.send",
      app: "email",
      what: "Secret",
      actor: json({ type: "agent", id: agentId, name }),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  ids["external-actions"] = action.id;
}

const CONNECTION = { name: "secret", app: "sql", method: "fields", owner: "workspace", fields: { url: "secret" } };
const PASTED = { openapi: "3.0.0", info: { title: "Secret" }, paths: { "/": { get: {} } } };

/** A body that would do, so that it is the place that is refused and not the form. */
const BODIES: Record<string, unknown> = {
  "/interactions/{id}/calls": { tool: "json.parse" },
  "/interactions/{id}/response": { outcome: "approve" },
  "/agents/{id}": { enabled: false },
  "/users/{id}": { disabled: true },
  "/connections/{id}": { name: "stolen" },
  "/connections/{id}/grants": { grants: ["workspace"] },
  "/apps/{id}/tools": { tools: [{ tool: "*" }] },
  "/tasks/{id}/skip": { path: "ask" },
  "/definitions/{id}/policy-check": { tool: "files.list" },
};

const byId = allRoutes().filter(({ path }) => path.includes("{id}"));

test.each(byId.map((route): [string, string, Route] => [route.method, route.path, route]))(
  "%s %s finds nothing of another workspace",
  async (method, path, route) => {
    const id = ids[path.split("/")[1]!];
    expect(id).toBeTypeOf("number");
    const address = path.replace("{id}", String(id)).replace("{path}", "ask");
    const body = route.body ? (BODIES[path] ?? {}) : undefined;
    const response = await send(foreigner, method, address, body);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, "not_found"]);
    // and what is asked for is really there
    const own = method === "get" ? (await send(owner, method, address)).status : 200;
    expect(own).toBe(200);
  },
);

test("no list shows a row of another workspace", async () => {
  const lists = allRoutes().filter(
    ({ method, path, query }) => method === "get" && query && !path.includes("{") && path !== "/events",
  );
  for (const { path } of lists) {
    const shown = await (await send(foreigner, "get", path)).text();
    expect([path, /secret/i.test(shown)]).toEqual([path, false]);
  }
  expect(await (await send(owner, "get", "/tasks")).text()).toContain("Secret");
});

test("a task cannot name what another workspace has", async () => {
  const started = await send(foreigner, "post", "/tasks", { definition: "Secret" });
  expect([404, 422]).toContain(started.status);
  const source = `name: Thief\ninputs:\n  doc: { type: string, format: file }\nsteps:\n  - id: keep\n    set: "{{ inputs.doc }}"\n`;
  await send(foreigner, "post", "/definitions", source, "application/yaml");
  const stolen = await send(foreigner, "post", "/tasks", { definition: "Thief", inputs: { doc: { file: ids.files } } });
  expect([404, 422]).toContain(stolen.status);
});
