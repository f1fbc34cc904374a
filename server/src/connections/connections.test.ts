import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { testWorkspace } from "../../test/support/database.ts";
import { createApp } from "../app.ts";
import { readKeys } from "./key-file.ts";
import { type ConnectionServices, createConnections } from "./open.ts";
import { connectionRoutes } from "./routes.ts";
import { createVault } from "./vault.ts";

let tested: TestApp;
let services: ConnectionServices;
let folder: string;
let app: Hono;
let home: { workspaceId: number; userId: number };
let owner: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "taskwright-connections-"));
  tested = await testApp();
  const config = { dataDir: folder, secretKey: undefined, secretKeyOld: undefined, baseUrl: undefined };
  services = {
    db: tested.test.database.db,
    vault: createVault(() => readKeys(config)),
    fetch,
    renewed: async () => {},
  };
  const { authenticator } = tested.services;
  const tryConnection = async ({ fields }: { fields: Record<string, string> }) => {
    if (fields.token === "wrong") throw new Error("It answered 401.");
    return "It let us in.";
  };
  const room = { config, authenticator, connectionServices: services, tryConnection };
  app = createApp({ ...tested.services, checkReplies: true }, [(mount) => connectionRoutes(room, mount)]);
});

afterAll(async () => {
  await tested.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  home = await testWorkspace(tested.test.database.db);
  owner = await keyOf(home.userId, "owner");
});

/** A key that acts for a person. */
async function keyOf(userId: number | null, role: "owner" | "builder" | "operator" | "viewer"): Promise<string> {
  const key = await tested.keyFor(home.workspaceId, role);
  await tested.test.database.db
    .updateTable("api_keys")
    .set({ created_by: userId })
    .where("prefix", "=", key.split("_").slice(0, 2).join("_"))
    .execute();
  return key;
}

async function person(login: string, role: "operator" | "viewer" | "builder"): Promise<number> {
  const row = { workspace_id: home.workspaceId, name: login, login, role };
  return (await tested.test.database.db.insertInto("users").values(row).returning("id").executeTakeFirstOrThrow()).id;
}

const GITHUB = {
  name: "GitHub",
  app: "http",
  method: "bearer",
  fields: { token: "ghp_verysecret" },
  settings: { hosts: ["api.github.com"] },
};

async function send(key: string, method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
  const response = await app.request(`/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...more },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: response.status === 204 ? null : await response.json() };
}

test("a connection is added, listed and removed, and its secret is never shown", async () => {
  const { status, body } = await send(owner, "POST", "/connections", GITHUB);
  expect([status, body.status, body.fields, body.usable]).toEqual([201, "ready", ["token"], true]);
  const listed = await send(owner, "GET", "/connections?app=http");
  expect(listed.body.items).toEqual([body]);
  expect(JSON.stringify(listed.body)).not.toContain("verysecret");
  expect((await send(owner, "DELETE", `/connections/${body.id}`)).status).toBe(204);
  expect((await send(owner, "GET", `/connections/${body.id}`)).status).toBe(404);
});

test("a repeated request with the same Idempotency-Key adds it once, and what is kept of it holds no secret", async () => {
  const once = { "idempotency-key": "add-github" };
  const first = await send(owner, "POST", "/connections", GITHUB, once);
  expect(await send(owner, "POST", "/connections", GITHUB, once)).toEqual(first);
  const other = await send(owner, "POST", "/connections", { ...GITHUB, fields: { token: "another" } }, once);
  expect([first.status, other.status]).toEqual([201, 422]);
  expect((await send(owner, "GET", "/connections")).body.items).toEqual([first.body]);
  const kept = await tested.test.database.db.selectFrom("idempotent_requests").selectAll().execute();
  expect(JSON.stringify(kept)).toContain("GitHub");
  expect(JSON.stringify(kept)).not.toContain("verysecret");
});

describe("refused with what is missing", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["a bearer without a token", { fields: {} }, "token"],
    ["http without hosts", { settings: {} }, "settings.hosts"],
    ["a header without its name", { method: "header", fields: { value: "x" } }, "settings.name"],
    ["OAuth without a server", { method: "oauth2" }, "settings.issuer or settings.tokenUrl"],
    ["fields without one", { app: "sql", method: "fields", fields: {} }, "at least one field"],
    ["a grant to nobody", { grants: ["user:nobody"] }, '"nobody"'],
  ])("%s", async (_, change, said) => {
    const { status, body } = await send(owner, "POST", "/connections", { ...GITHUB, ...change });
    expect([status, body.detail]).toEqual([422, expect.stringContaining(said)]);
  });
});

describe("a task may use", () => {
  const open = async (principal: number | null, name?: string) =>
    await createConnections(services).open({ workspaceId: home.workspaceId, principal, app: "http", name });

  it("the connection of the person that it runs for, with its secret opened", async () => {
    await send(owner, "POST", "/connections", GITHUB);
    expect((await open(home.userId)).fields).toEqual({ token: "ghp_verysecret" });
    expect((await open(home.userId, "GitHub")).name).toBe("GitHub");
  });

  it("one, and it is noted when", async () => {
    const { body } = await send(owner, "POST", "/connections", GITHUB);
    expect(body.usedAt).toBeNull();
    const before = Date.now() - 60_000;
    await open(home.userId);
    const { body: used } = await send(owner, "GET", `/connections/${body.id}`);
    expect(Date.parse(used.usedAt)).toBeGreaterThan(before);
  });

  it("nobody else's, until it is shared with them, their role or everyone", async () => {
    const { body } = await send(owner, "POST", "/connections", GITHUB);
    const dana = await person("dana", "operator");
    for (const [grants, who, allowed] of [
      [[], dana, false],
      [[], null, false],
      [["user:dana"], dana, true],
      [["user:dana"], null, false],
      [["role:operator"], dana, true],
      [["role:viewer"], dana, false],
      [["workspace"], dana, true],
      [["workspace"], null, true],
    ] as const) {
      await send(owner, "PUT", `/connections/${body.id}/grants`, { grants });
      const outcome = await open(who, "GitHub").then(
        () => true,
        ({ code }) => code,
      );
      expect([grants, who, outcome]).toEqual([grants, who, allowed || "forbidden"]);
    }
  });

  it("none of a person who is disabled", async () => {
    await send(owner, "POST", "/connections", { ...GITHUB, grants: ["workspace"] });
    await tested.test.database.db
      .updateTable("users")
      .set({ disabled_at: new Date() })
      .where("id", "=", home.userId)
      .execute();
    await expect(open(home.userId)).rejects.toThrow("disabled");
  });

  it("one that it names where there are several, and its person's own before shared ones", async () => {
    await send(owner, "POST", "/connections", { ...GITHUB, owner: "workspace", grants: ["workspace"] });
    await send(owner, "POST", "/connections", { ...GITHUB, name: "Second", owner: "workspace", grants: ["workspace"] });
    await expect(open(home.userId)).rejects.toThrow('name one of "GitHub", "Second"');
    await send(owner, "POST", "/connections", { ...GITHUB, name: "Mine" });
    expect((await open(home.userId)).name).toBe("Mine");
  });

  it("none of another workspace, and none for another app", async () => {
    await send(owner, "POST", "/connections", { ...GITHUB, grants: ["workspace"] });
    const { workspaceId } = await testWorkspace(tested.test.database.db);
    await expect(
      createConnections(services).open({ workspaceId, principal: null, app: "http", name: "GitHub" }),
    ).rejects.toThrow("There is no connection");
    await expect(
      createConnections(services).open({
        workspaceId: home.workspaceId,
        principal: null,
        app: "email",
        name: "GitHub",
      }),
    ).rejects.toThrow("is for http");
  });
});

describe("who may change one", () => {
  it("its owner alone; an owner of the workspace may take it away and no more", async () => {
    const dana = await person("dana", "operator");
    const danas = await keyOf(dana, "operator");
    const { body } = await send(danas, "POST", "/connections", GITHUB);
    const path = `/connections/${body.id}`;
    expect((await send(owner, "PATCH", path, { name: "Other" })).status).toBe(403);
    expect((await send(owner, "PUT", `${path}/grants`, { grants: ["workspace"] })).status).toBe(403);
    expect((await send(owner, "POST", `${path}/test`)).status).toBe(403);
    expect((await send(danas, "PATCH", path, { name: "Other" })).body.name).toBe("Other");
    expect((await send(owner, "DELETE", path)).status).toBe(204);
  });

  it("an operator shares nothing and makes none for the workspace", async () => {
    const danas = await keyOf(await person("dana", "operator"), "operator");
    expect((await send(danas, "POST", "/connections", { ...GITHUB, owner: "workspace" })).status).toBe(403);
    expect((await send(danas, "POST", "/connections", { ...GITHUB, grants: ["workspace"] })).status).toBe(403);
  });

  it("a key of nobody makes them for the workspace", async () => {
    const nobodys = await keyOf(null, "owner");
    expect((await send(nobodys, "POST", "/connections", GITHUB)).body.detail).toContain('owner "workspace"');
    expect((await send(nobodys, "POST", "/connections", { ...GITHUB, owner: "workspace" })).status).toBe(201);
  });
});

test("whoever points it at another place must know its secret", async () => {
  const { body } = await send(owner, "POST", "/connections", GITHUB);
  const settings = { hosts: ["evil.example"] };
  expect((await send(owner, "PATCH", `/connections/${body.id}`, { settings })).status).toBe(422);
  const both = { settings, fields: { token: "another" } };
  expect((await send(owner, "PATCH", `/connections/${body.id}`, both)).body.settings).toEqual(settings);
});

test("a test says in words what came back", async () => {
  const { body } = await send(owner, "POST", "/connections", GITHUB);
  expect((await send(owner, "POST", `/connections/${body.id}/test`)).body).toEqual({ ok: true, text: "It let us in." });
  await send(owner, "PATCH", `/connections/${body.id}`, { fields: { token: "wrong" } });
  expect((await send(owner, "POST", `/connections/${body.id}/test`)).body).toEqual({
    ok: false,
    text: "It answered 401.",
  });
});

test("a rotation seals everything with a new key, and what was sealed before it opens throughout", async () => {
  await send(owner, "POST", "/connections", GITHUB);
  const before = services.vault.keyId();
  const { body } = await send(owner, "POST", "/secrets/rotation", { newKey: true });
  expect(body.key).not.toBe(before);
  expect(body.resealed).toBeGreaterThan(0);
  const rows = await tested.test.database.db.selectFrom("connections").select("secret").execute();
  expect(new Set(rows.map(({ secret }) => (secret as { key: string }).key))).toEqual(new Set([body.key]));
  const open = await createConnections(services).open({
    workspaceId: home.workspaceId,
    principal: home.userId,
    app: "http",
  });
  expect(open.fields.token).toBe("ghp_verysecret");
  expect((await send(owner, "POST", "/secrets/rotation", {})).body).toMatchObject({ key: body.key, resealed: 0 });
});
