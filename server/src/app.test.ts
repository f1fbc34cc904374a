import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "../test/support/app.ts";
import { testDatabase, testWorkspace } from "../test/support/database.ts";
import { readReadiness } from "./system/readiness.ts";

let tested: TestApp;
let pages: string;
let workspaceId: number;

beforeAll(async () => {
  pages = mkdtempSync(join(tmpdir(), "taskwright-pages-"));
  mkdirSync(join(pages, "assets"));
  writeFileSync(join(pages, "index.html"), "<title>page</title>");
  writeFileSync(join(pages, "assets/index-abc.js"), "plain");
  writeFileSync(join(pages, "assets/index-abc.js.br"), "brotli");
  writeFileSync(join(pages, "secret.key"), "not of the page");
  tested = await testApp({ pages });
  ({ workspaceId } = await testWorkspace(tested.test.database.db));
});
afterAll(async () => {
  await tested.close();
  rmSync(pages, { recursive: true });
});

const get = async (path: string, headers: Record<string, string> = {}) => await tested.app.request(path, { headers });

test("the page is served under every address of its own, with a policy that runs no foreign script", async () => {
  for (const path of ["/", "/tasks/7", "/inbox"]) {
    const response = await get(path);
    expect([path, response.status, await response.text()]).toEqual([path, 200, "<title>page</title>"]);
    expect(response.headers.get("cache-control")).toBe("no-cache");
    const policy = response.headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
    expect(policy).not.toContain("unsafe");
  }
});

test("built files may be kept for ever, come compressed, and are not sent twice", async () => {
  const plain = await get("/assets/index-abc.js");
  expect([await plain.text(), plain.headers.get("cache-control")]).toEqual([
    "plain",
    "public, max-age=31536000, immutable",
  ]);
  expect(plain.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  const brotli = await get("/assets/index-abc.js", { "accept-encoding": "gzip, br" });
  expect([await brotli.text(), brotli.headers.get("content-encoding"), brotli.headers.get("vary")]).toEqual([
    "brotli",
    "br",
    "accept-encoding",
  ]);
  const again = await get("/", { "if-none-match": (await get("/")).headers.get("etag")! });
  expect(again.status).toBe(304);
});

test.each([
  "/assets/gone.js",
  "/secret.key",
  "/../../etc/passwd.txt",
  "/%2e%2e/package.json",
  "/assets/..%2f..%2fetc/passwd.txt",
])("%s is no file of the page", async (path) => {
  const response = await get(path);
  expect(await response.text()).not.toContain("not of the page");
  expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
});

test("answers of the API are data, whatever a browser takes them for, and are not kept", async () => {
  const response = await get("/api/v1/session");
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "www-authenticate": "Bearer",
  });
});

test.each([
  ["GET", "/api/v1/nothing", 404, "not_found", null],
  ["GET", "/api/v2/tasks", 404, "not_found", null],
  ["DELETE", "/api/v1/agents", 405, "method_not_allowed", "GET, POST"],
  ["PUT", "/api/v1/agents/7", 405, "method_not_allowed", "GET, PATCH"],
  ["GET", "/api/v1/agents/seven", 404, "not_found", null],
])("%s %s is answered with %i", async (method, path, status, code, allow) => {
  const response = await tested.app.request(path, { method });
  expect([response.status, (await response.json()).code, response.headers.get("allow")]).toEqual([status, code, allow]);
});

test.each([
  ["localhost:8700", 200],
  ["127.0.0.1", 200],
  ["[::1]:8700", 200],
  ["evil.example", 403],
  ["127.0.0.1.evil.example", 403],
])("asked as %s, a server of this machine alone answers %i", async (host, status) => {
  expect((await get("/healthz", { host })).status).toBe(status);
});

test("a server that is open to others answers to their names", async () => {
  const open = await testApp({ config: { host: "0.0.0.0" } as never });
  expect((await open.app.request("/healthz", { headers: { host: "tasks.example.org" } })).status).toBe(200);
  await open.close();
});

test("it lives, is ready, and says why when it is not", async () => {
  expect(await (await get("/healthz")).json()).toEqual({ alive: true });
  expect(await (await get("/readyz")).json()).toEqual({ ready: true });
  const empty = await testDatabase({ empty: true });
  expect(await readReadiness(empty.database.db)).toEqual({ ready: false, reason: "The database is not migrated yet." });
  await empty.drop();
  expect(await readReadiness(empty.database.db)).toMatchObject({
    ready: false,
    reason: expect.stringMatching(/^The database does not answer/),
  });
});

test("metrics are for this machine, or for a key that may see the system", async () => {
  const env = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
  const read = async (address: string, headers: Record<string, string> = {}) =>
    await tested.app.request("/metrics", { headers }, env(address));
  const local = await read("127.0.0.1");
  expect(local.status).toBe(200);
  expect(await local.text()).toMatch(/taskwright_http_request_seconds_count\{.*route="\/healthz".*\} \d/);
  expect((await read("127.0.0.1", { "x-forwarded-for": "1.2.3.4" })).status).toBe(401);
  expect((await read("10.0.0.9")).status).toBe(401);
  const bearer = async (role: "viewer" | "operator") => ({
    authorization: `Bearer ${await tested.keyFor(workspaceId, role)}`,
  });
  expect((await read("10.0.0.9", await bearer("viewer"))).status).toBe(401);
  expect((await read("10.0.0.9", await bearer("operator"))).status).toBe(200);
});

test("the system tells what it runs on", async () => {
  const response = await tested.request("GET", "/system", { key: await tested.keyFor(workspaceId, "operator") });
  const info = await response.json();
  expect(response.status).toBe(200);
  expect(info).toMatchObject({
    node: process.version,
    queue: { queued: 0, running: 0, waiting: 0, oldestQueuedAt: null },
    workers: [],
  });
  expect(info.database.bytes).toBeGreaterThan(1_000_000);
  expect(info.disk.freeBytes).toBeGreaterThan(0);
});

test("the system tells of models in trouble, of connections to renew, and of secrets whose key is gone", async () => {
  const { db } = tested.test.database;
  const home = await testWorkspace(db);
  const made = {
    workspace_id: home.workspaceId,
    created_by: JSON.stringify({ type: "system", id: null, name: "test" }),
  };
  const { vault } = tested.services;
  const elsewhere = JSON.stringify({ ...vault.seal("x", "y"), key: "another" });
  await db
    .insertInto("connections")
    .values([
      {
        ...made,
        name: "A",
        app: "http",
        method: "bearer",
        status: "ready",
        secret: JSON.stringify(vault.seal("x", "y")),
      },
      { ...made, name: "B", app: "http", method: "oauth2", status: "lapsed", status_text: "It was revoked." },
    ])
    .execute();
  const model = { workspace_id: home.workspaceId, provider: "openai" as const, model_name: "gpt", secret: elsewhere };
  const trouble = { code: "unauthorized", text: "It refused the key.", at: "2026-11-23T12:00:00.000Z" };
  await db
    .insertInto("models")
    .values([
      { ...model, name: "fine" },
      { ...model, name: "poor", trouble: JSON.stringify(trouble) },
    ])
    .execute();
  const info = await (
    await tested.request("GET", "/system", { key: await tested.keyFor(home.workspaceId, "operator") })
  ).json();
  expect(info.models).toMatchObject([
    { name: "poor", trouble, tested: null },
    { name: "fine", trouble: null },
  ]);
  expect(info.connections).toMatchObject([
    { name: "B", status: "lapsed", statusText: "It was revoked.", usedAt: null },
    { name: "A", status: "ready" },
  ]);
  expect(info.secretKey).toEqual({ from: "file", id: vault.keyId(), unreadable: 2 });
});

test("the API describes itself, without asking who reads", async () => {
  const document = await (await get("/api/v1/openapi.json")).json();
  expect(document.openapi).toBe("3.1.0");
  expect(document.paths["/tasks"].post.operationId).toBe("tasks.create");
});
