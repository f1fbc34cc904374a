import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { type TestWorkspace, testWorkspace } from "../../test/support/database.ts";
import type { Db } from "../db/database.ts";
import { createLink, linkAddress } from "./links.ts";
import { hashPassword } from "./password.ts";
import { tokenHash } from "./token.ts";

let tested: TestApp;
let db: Db;
let workspace: TestWorkspace;
let owner: string;
let people = 0;

beforeAll(async () => {
  tested = await testApp();
  db = tested.test.database.db;
  workspace = await testWorkspace(db);
  owner = await tested.keyFor(workspace.workspaceId, "owner");
});
afterAll(async () => await tested.close());

const SAME_ORIGIN = { "sec-fetch-site": "same-origin" };

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = SAME_ORIGIN) {
  return await tested.request(method, path, { body, headers });
}

/** Adds someone and returns the token of their link. */
async function invite(role = "operator") {
  const login = `person${++people}`;
  const response = await tested.request("POST", "/users", { key: owner, body: { name: login, login, role } });
  const { user, link } = await response.json();
  return { id: user.id as number, login, token: link.split("#token=")[1] as string };
}

/** The cookie as a browser would send it. */
const cookieOf = (response: Response) => response.headers.get("set-cookie")!.split(";")[0]!;
const withCookie = (cookie: string) => ({ ...SAME_ORIGIN, cookie });

/** Someone with a session and a password, hashed cheaply: the real cost is a tenth of a second each. */
async function member(role?: string) {
  const invited = await invite(role);
  const cookie = cookieOf(await send("POST", "/session/link", { token: invited.token }));
  const password = `password of ${invited.login}`;
  const password_hash = await hashPassword(password, { N: 1024, r: 8, p: 1 });
  await db.updateTable("users").set({ password_hash }).where("id", "=", invited.id).execute();
  return { ...invited, cookie, password };
}

const isIn = async (cookie: string) => (await send("GET", "/session", undefined, withCookie(cookie))).status === 200;

test("someone who forgot their password gets a new link from an owner, and nobody else gets one", async () => {
  const { id } = await member();
  const renewed = await tested.request("POST", `/users/${id}/link`, { key: owner });
  expect(renewed.status).toBe(201);
  const { link } = await renewed.json();
  expect((await send("POST", "/session/link", { token: link.split("#token=")[1] })).status).toBe(201);
  await tested.request("PATCH", `/users/${id}`, { key: owner, body: { disabled: true } });
  expect((await tested.request("POST", `/users/${id}/link`, { key: owner })).status).toBe(409);
  expect((await tested.request("POST", "/users/999999/link", { key: owner })).status).toBe(404);
});

test("an invited person comes in by the link, sets a password, and signs in with it", async () => {
  const { login, token } = await invite("approver");
  const first = await send("POST", "/session/link", { token });
  expect(first.status).toBe(201);
  expect(await first.json()).toMatchObject({
    login,
    role: "approver",
    needsPassword: true,
    workspace: { id: workspace.workspaceId },
  });

  const set = await send(
    "PUT",
    "/session/password",
    { name: "Dana", login: "Dana", password: "long enough" },
    withCookie(cookieOf(first)),
  );
  expect(await set.json()).toMatchObject({ login: "dana", actor: { name: "Dana" }, needsPassword: false });

  const again = await send("POST", "/session", { login: " DANA ", password: "long enough" });
  expect(again.status).toBe(201);
  expect((await again.json()).may).toContain("interaction.respond");
});

test("a link works once, also for two who open it at the same moment", async () => {
  const { token } = await invite();
  const both = await Promise.all([1, 2].map(async () => await send("POST", "/session/link", { token })));
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 410]);
  const late = await send("POST", "/session/link", { token });
  expect((await late.json()).detail).toMatch(/^This link was used on .*Ask an owner/);
});

test("opening the address of a link uses nothing up: its token never reaches the server by GET", async () => {
  const { id, token } = await invite();
  const address = new URL(linkAddress("http://localhost", token));
  await tested.app.request(address.pathname + address.search);
  await tested.app.request(`/api/v1/session/link?token=${token}`);
  const { used_at } = await db
    .selectFrom("sign_in_links")
    .select("used_at")
    .where("user_id", "=", id)
    .executeTakeFirstOrThrow();
  expect(used_at).toBeNull();
});

test("a link that is over, or of someone shut out, is refused", async () => {
  const over = await invite();
  await db
    .updateTable("sign_in_links")
    .set({ expires_at: new Date(0) })
    .where("user_id", "=", over.id)
    .execute();
  const out = await invite();
  await tested.request("PATCH", `/users/${out.id}`, { key: owner, body: { disabled: true } });
  for (const { token } of [over, out]) expect((await send("POST", "/session/link", { token })).status).toBe(410);
});

test("only hashes of tokens and keys are kept", async () => {
  const { cookie } = await member();
  const token = cookie.split("=")[1]!;
  const kept = await db
    .selectFrom("sessions")
    .select("token_hash")
    .where("token_hash", "=", tokenHash(token))
    .execute();
  expect(kept).toHaveLength(1);
  const { rows } = await tested.test.database.pool.query(
    "select (select json_agg(s) from sessions s)::text || (select json_agg(k) from api_keys k)::text as everything",
  );
  expect(rows[0].everything).not.toContain(token);
  expect(rows[0].everything).not.toContain(owner);
});

test("the cookie is for this site's page and the server alone", async () => {
  const { token } = await invite();
  const header = (await send("POST", "/session/link", { token })).headers.get("set-cookie")!;
  expect(header).toMatch(/^taskwright_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
});

test("behind https the cookie is sent over https only", async () => {
  const https = await testApp({ config: { baseUrl: "https://tasks.example.org" } as never });
  try {
    const { workspaceId, userId } = await testWorkspace(https.test.database.db);
    const { token } = await createLink(https.test.database.db, { id: userId, workspaceId });
    const response = await https.request("POST", "/session/link", {
      body: { token },
      headers: { host: "tasks.example.org" },
    });
    expect(response.headers.get("set-cookie")).toMatch(/; Secure$/);
    expect(response.headers.get("strict-transport-security")).toBeTruthy();
  } finally {
    await https.close();
  }
});

test.each<[string, Record<string, string>, number]>([
  ["from our own page", { "sec-fetch-site": "same-origin" }, 200],
  ["from our own page, in an older browser", { origin: "http://localhost" }, 200],
  ["from another site", { "sec-fetch-site": "cross-site" }, 403],
  ["from a sister domain", { "sec-fetch-site": "same-site" }, 403],
  ["from another site, in an older browser", { origin: "https://evil.example" }, 403],
  ["from a sandboxed frame", { origin: "null" }, 403],
  ["from nowhere", {}, 403],
])("a change under a cookie that comes %s gets %3$i", async (_, headers, status) => {
  const { cookie, password } = await member();
  const body = { password: "another password", currentPassword: password };
  expect((await send("PUT", "/session/password", body, { cookie, ...headers })).status).toBe(status);
});

test("another site cannot sign its visitors in as somebody else", async () => {
  const { login, password } = await member();
  const response = await send("POST", "/session", { login, password }, { "sec-fetch-site": "cross-site" });
  expect(response.status).toBe(403);
});

test("a new password needs the old one, and ends every other session", async () => {
  const { cookie, login, password } = await member();
  const elsewhere = cookieOf(await send("POST", "/session", { login, password }));
  expect(await isIn(elsewhere)).toBe(true);
  const change = async (currentPassword?: string) =>
    (await send("PUT", "/session/password", { password: "the next password", currentPassword }, withCookie(cookie)))
      .status;
  expect(await change()).toBe(422);
  expect(await change("a wrong one")).toBe(422);
  expect(await change(password)).toBe(200);
  expect([await isIn(cookie), await isIn(elsewhere)]).toEqual([true, false]);
  expect((await send("POST", "/session", { login, password })).status).toBe(401);
});

test("signing out ends the session here and now", async () => {
  const { cookie } = await member();
  expect(await isIn(cookie)).toBe(true);
  const response = await send("DELETE", "/session", undefined, withCookie(cookie));
  expect(response.headers.get("set-cookie")).toMatch(/^taskwright_session=;.*Max-Age=0/);
  expect(await isIn(cookie)).toBe(false);
});

test("whoever is shut out is out at once, and back only by signing in again", async () => {
  const { id, cookie, login, password } = await member();
  const change = async (disabled: boolean) =>
    await tested.request("PATCH", `/users/${id}`, { key: owner, body: { disabled } });
  expect(await isIn(cookie)).toBe(true);
  expect((await (await change(true)).json()).disabledAt).not.toBeNull();
  expect(await isIn(cookie)).toBe(false);
  expect((await send("POST", "/session", { login, password })).status).toBe(401);
  await change(false);
  expect(await isIn(cookie)).toBe(false);
  expect((await send("POST", "/session", { login, password })).status).toBe(201);
});

test("a changed role counts from the next request on", async () => {
  const { id, cookie } = await member("viewer");
  const listUsers = async () => (await send("GET", "/users", undefined, withCookie(cookie))).status;
  expect(await listUsers()).toBe(403);
  await tested.request("PATCH", `/users/${id}`, { key: owner, body: { role: "operator" } });
  expect(await listUsers()).toBe(200);
});

test("the end of a session in use moves on, once a day, and the cookie with it", async () => {
  const { cookie } = await member();
  const hash = tokenHash(cookie.split("=")[1]!);
  const soon = new Date(Date.now() + 10 * 86_400_000);
  await db.updateTable("sessions").set({ expires_at: soon }).where("token_hash", "=", hash).execute();
  // a fresh look, not what is remembered of it
  const other = await testAppOn();
  const renewed = await other("GET", "/session", cookie);
  expect(renewed.headers.get("set-cookie")).toContain("Max-Age=2592000");
  const { expires_at } = await db
    .selectFrom("sessions")
    .select("expires_at")
    .where("token_hash", "=", hash)
    .executeTakeFirstOrThrow();
  expect(expires_at.getTime()).toBeGreaterThan(soon.getTime());
  expect((await other("GET", "/session", cookie)).headers.get("set-cookie")).toBeNull();
});

/** The same server with nothing remembered, as another process would be. */
async function testAppOn() {
  const { createApp } = await import("../app.ts");
  const { createAuthenticator } = await import("./authenticate.ts");
  const authenticator = createAuthenticator({ db, signals: { on: () => () => {} }, secure: false });
  const app = createApp({ ...tested.services, authenticator });
  return async (method: string, path: string, cookie: string) =>
    await app.request(`/api/v1${path}`, { method, headers: withCookie(cookie) });
}

test("ten wrong passwords from one address, and even the right one has to wait", async () => {
  const { login, password } = await member();
  for (let count = 0; count < 10; count++) {
    expect((await send("POST", "/session", { login, password: "wrong" })).status).toBe(401);
  }
  const response = await send("POST", "/session", { login, password });
  expect(response.status).toBe(429);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(60);
  // somebody else at the same address is not concerned
  const other = await member();
  const { login: name, password: right } = other;
  expect((await send("POST", "/session", { login: name, password: right })).status).toBe(201);
});

test("twenty wrong passwords at the same moment are counted like one after the other", async () => {
  const { login } = await member();
  const tries = Array.from({ length: 20 }, async () => await send("POST", "/session", { login, password: "wrong" }));
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(10);
});

test("an unknown login and a wrong password are told in the same words", async () => {
  const { login } = await member();
  const answers = await Promise.all(
    [login, "nobody at all"].map(
      async (each) => await (await send("POST", "/session", { login: each, password: "wrong" })).json(),
    ),
  );
  expect(answers[0]).toEqual(answers[1]);
});

test("the last owner stays one, also when two go at once", async () => {
  const { workspaceId, userId } = await testWorkspace(db);
  const key = await tested.keyFor(workspaceId, "owner");
  const patch = async (id: number, body: unknown) =>
    (await tested.request("PATCH", `/users/${id}`, { key, body })).status;
  expect(await patch(userId, { role: "viewer" })).toBe(409);
  expect(await patch(userId, { disabled: true })).toBe(409);
  const added = await tested.request("POST", "/users", {
    key,
    body: { name: "Second", login: "second", role: "owner" },
  });
  const { user } = await added.json();
  const both = await Promise.all([patch(userId, { disabled: true }), patch(user.id, { role: "builder" })]);
  expect(both.toSorted((a, b) => a - b)).toEqual([200, 409]);
});

test("a key is shown once, acts under its role, and is noted as used", async () => {
  const created = await tested.request("POST", "/keys", { key: owner, body: { name: "script", role: "viewer" } });
  const { key, apiKey } = await created.json();
  expect(key).toMatch(/^tw_[0-9a-f]{8}_[\w-]{43}$/);
  expect(key.startsWith(apiKey.prefix)).toBe(true);
  expect((await tested.request("POST", "/agents", { key, body: { name: "no" } })).status).toBe(403);
  const list = await (await tested.request("GET", "/keys", { key: owner })).text();
  expect(list).not.toContain(key);
  const found = JSON.parse(list).items.find(({ id }: { id: number }) => id === apiKey.id);
  expect(found.lastUsedAt).not.toBeNull();
});

test.each([
  ["PATCH", "/users/", async () => (await invite()).id],
  [
    "DELETE",
    "/keys/",
    async () =>
      (await (await tested.request("POST", "/keys", { key: owner, body: { name: "x", role: "viewer" } })).json()).apiKey
        .id,
  ],
])("%s %s<id> of another workspace is not there", async (method, path, create) => {
  const id = await create();
  const { workspaceId } = await testWorkspace(db);
  const foreign = await tested.keyFor(workspaceId, "owner");
  const body = method === "PATCH" ? { disabled: true } : undefined;
  expect((await tested.request(method, `${path}${id}`, { key: foreign, body })).status).toBe(404);
  expect((await tested.request(method, `${path}${id}`, { key: owner, body })).status).toBeLessThan(300);
});

test("lists are pages", async () => {
  const { workspaceId } = await testWorkspace(db);
  const key = await tested.keyFor(workspaceId, "owner");
  for (const role of ["viewer", "operator", "builder", "approver"] as const) await tested.keyFor(workspaceId, role);
  const names: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: { items: { name: string }[]; nextCursor: string | null } = await (
      await tested.request("GET", `/keys?limit=2${cursor && `&cursor=${cursor}`}`, { key })
    ).json();
    expect(page.items.length).toBeLessThanOrEqual(2);
    names.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor;
  }
  expect(names).toEqual(["approver", "builder", "operator", "viewer", "owner"]);
  expect((await tested.request("GET", "/keys?cursor=nonsense", { key })).status).toBe(400);
});
