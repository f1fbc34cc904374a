import { Role } from "@taskwright/api/actor.ts";
import { allRoutes } from "@taskwright/api/openapi.ts";
import { route } from "@taskwright/api/route.ts";
import { Hono } from "hono";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { testWorkspace } from "../../test/support/database.ts";
import { AppError, type ErrorCode, HTTP_STATUS } from "../errors.ts";
import { may } from "../access/roles.ts";
import { createMount } from "./mount.ts";
import { problemResponse } from "./problem.ts";

let tested: TestApp;
let workspaceId: number;
const keys: Record<string, string> = {};

beforeAll(async () => {
  tested = await testApp();
  ({ workspaceId } = await testWorkspace(tested.test.database.db));
  for (const role of Role.options) keys[role] = await tested.keyFor(workspaceId, role);
});
afterAll(async () => await tested.close());

/** A server with the real gate and handlers of our own behind it. */
function gate() {
  const app = new Hono();
  app.onError((error, context) => problemResponse(error, context.req, tested.services.log));
  return { app, mount: createMount(app, tested.services) };
}

const bearer = (role: string) => ({ authorization: `Bearer ${keys[role]}` });

test("every route lets in exactly the roles that may, and nobody only where it is public", async () => {
  const { app, mount } = gate();
  for (const each of allRoutes()) {
    mount(
      { ...each, params: undefined, query: undefined, body: undefined, idempotent: false },
      () => new Response("in"),
    );
  }
  const ask = async (each: { method: string; path: string }, headers: Record<string, string>) =>
    (await app.request(`/api/v1${each.path.replace(/\{\w+\}/g, "1")}`, { method: each.method.toUpperCase(), headers }))
      .status;
  const expectedStatus = (action: string, role: Role) => {
    if (action === "public" || action === "session") return 200;
    return may(role, action) ? 200 : 403;
  };
  expect(allRoutes().length).toBeGreaterThan(40);
  for (const each of allRoutes()) {
    const label = `${each.method} ${each.path}`;
    expect([label, "nobody", await ask(each, {})]).toEqual([label, "nobody", each.action === "public" ? 200 : 401]);
    for (const role of Role.options) {
      expect([label, role, await ask(each, bearer(role))]).toEqual([label, role, expectedStatus(each.action, role)]);
    }
  }
});

test("a wrong, revoked or expired key is nobody", async () => {
  const { app, mount } = gate();
  mount(route({ method: "get", path: "/x", tag: "x", summary: "x", action: "session" }), () => new Response("in"));
  const { db } = tested.test.database;
  const status = async (key: string) =>
    (await app.request("/api/v1/x", { headers: { authorization: `Bearer ${key}` } })).status;
  const key = await tested.keyFor(workspaceId, "owner");
  const expired = await tested.keyFor(workspaceId, "owner");
  await db
    .updateTable("api_keys")
    .set({ expires_at: sql`now()` })
    .where("prefix", "=", expired.slice(0, 11))
    .execute();
  expect(await status(key)).toBe(200);
  expect(await status(expired)).toBe(401);
  expect(await status(`${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`)).toBe(401);
  expect(await status("nonsense")).toBe(401);
  const { items } = await (await tested.request("GET", "/keys", { key: keys.owner })).json();
  const { id } = items.find(({ prefix }: { prefix: string }) => key.startsWith(prefix));
  await tested.request("DELETE", `/keys/${id}`, { key: keys.owner });
  expect(await status(key)).toBe(401);
});

const Body = z.object({ name: z.string(), rows: z.array(z.object({ amount: z.number() }).strict()) }).strict();
const post = route({
  method: "post",
  path: "/things",
  tag: "x",
  summary: "x",
  action: "task.create",
  body: Body,
  reply: Body,
  status: 201,
  idempotent: true,
});

test.each<[string, string | undefined, Record<string, string>, number, string, unknown?]>([
  [
    "a wrong type deep inside",
    '{"name":"a","rows":[{"amount":1},{"amount":"2"}]}',
    {},
    422,
    "unprocessable",
    "rows[1].amount",
  ],
  ["a missing field", '{"rows":[]}', {}, 422, "unprocessable", "name"],
  ["an unknown field", '{"name":"a","rows":[],"nmae":1}', {}, 422, "unprocessable", ""],
  ["broken JSON", '{"name":', {}, 400, "invalid"],
  ["no body", undefined, {}, 422, "unprocessable", "name"],
  ["JSON of absurd depth", "[".repeat(50_000), {}, 400, "invalid"],
  ["another media type", "name: a", { "content-type": "application/yaml" }, 415, "unsupported_media"],
  ["a long body", JSON.stringify({ name: "a".repeat(1_000_000), rows: [] }), {}, 413, "too_large"],
  ["a bad idempotency key", '{"name":"a","rows":[]}', { "idempotency-key": "a b" }, 400, "invalid"],
])("%s is refused with a problem that says where", async (_, body, headers, status, code, path) => {
  const { app, mount } = gate();
  mount(post, ({ body: given }) => given);
  const sent = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body ?? "")),
    ...bearer("owner"),
    ...headers,
  };
  const response = await app.request("/api/v1/things", {
    method: "POST",
    headers: sent,
    ...(body === undefined ? {} : { body }),
  });
  const problem = await response.json();
  expect([response.status, problem.code]).toEqual([status, code]);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(problem).toMatchObject({ status, instance: "/api/v1/things", type: `urn:taskwright:problem:${code}` });
  expect(problem.detail.length).toBeGreaterThan(10);
  expect(problem.details?.issues?.[0].path).toBe(path);
});

test.each(Object.entries(HTTP_STATUS) as [ErrorCode, number][])("the error %s travels as %i", async (code, status) => {
  const { app, mount } = gate();
  mount(post, () => {
    throw new AppError(code, "What happened, and what to do.", { details: { some: 1 } });
  });
  const response = await app.request("/api/v1/things", {
    method: "POST",
    headers: { "content-type": "application/json", ...bearer("owner") },
    body: '{"name":"a","rows":[]}',
  });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({
    status,
    code,
    detail: "What happened, and what to do.",
    details: { some: 1 },
  });
  expect(response.headers.has("retry-after")).toBe(code === "unavailable" || code === "too_many");
});

test.each<[string, unknown, number, string]>([
  ["a database that is gone", Object.assign(new Error("x"), { code: "ECONNREFUSED" }), 503, "unavailable"],
  ["a full disk", Object.assign(new Error("x"), { code: "53100" }), 507, "storage_full"],
  ["a lost race", Object.assign(new Error("x"), { code: "23505" }), 409, "conflict"],
  ["a deadlock", Object.assign(new Error("x"), { code: "40P01" }), 503, "unavailable"],
])("%s is told in words, without what the driver said", async (_, error, status, code) => {
  const response = problemResponse(error, { method: "GET", path: "/x" }, tested.services.log);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code });
  expect(response.headers.get("retry-after")).toBe(status === 503 ? "1" : null);
});

test("an unexpected error shows a number and nothing else; the log has the rest under it", async () => {
  const { app, mount } = gate();
  mount(post, () => {
    throw new TypeError("secret detail of the implementation");
  });
  const response = await app.request("/api/v1/things", {
    method: "POST",
    headers: { "content-type": "application/json", ...bearer("owner") },
    body: '{"name":"a","rows":[]}',
  });
  const problem = await response.json();
  expect([response.status, problem.code]).toEqual([500, "internal"]);
  expect(JSON.stringify(problem)).not.toContain("secret detail");
  const line = tested.logged.find((each) => each.includes(problem.details.errorId));
  expect(line).toContain("secret detail of the implementation");
});

test("an edit names its version, by ETag and If-Match", async () => {
  const key = keys.owner!;
  const created = await tested.request("POST", "/agents", { key, body: { name: "versioned" } });
  const { id } = await created.json();
  expect(created.headers.get("etag")).toBe('"1"');
  const patch = (etag: string, name: string) =>
    tested.request("PATCH", `/agents/${id}`, { key, body: { name }, headers: { "if-match": etag } });
  expect((await patch('"1"', "versioned 2")).headers.get("etag")).toBe('"2"');
  expect((await patch('"1"', "versioned 3")).status).toBe(412);
  expect((await patch("one", "versioned 3")).status).toBe(400);
});

const Text = z.object({ source: z.string() }).strict();
const push = route({
  method: "post",
  path: "/texts",
  tag: "x",
  summary: "x",
  action: "definition.write",
  body: Text,
  bodyTypes: ["application/yaml"],
  reply: Text,
});

test.each([
  ["YAML", "application/yaml; charset=utf-8", "name: Grüße\n", "name: Grüße\n"],
  ["{source}", "application/json", '{"source":"name: a"}', "name: a"],
  ["the definition itself as JSON", "application/json", '{ "name": "a" }', '{ "name": "a" }'],
])("a route of texts takes %s", async (_, type, body, source) => {
  const { app, mount } = gate();
  mount(push, ({ body: given }) => given);
  const headers = { "content-type": type, ...bearer("owner") };
  const response = await app.request("/api/v1/texts", { method: "POST", headers, body });
  expect(await response.json()).toEqual({ source });
});
