import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../../access/actor.ts";
import { type TestDatabase, testDatabase, testWorkspace } from "../../../test/support/database.ts";
import { createConnection } from "../create.ts";
import { type ConnectionServices, createConnections } from "../open.ts";
import { findConnection } from "../store.ts";
import { createVault } from "../vault.ts";
import { beginSignIn, finishSignIn } from "./sign-in.ts";

let database: TestDatabase;
let services: ConnectionServices;
let actor: Actor;
let server: Server;
let issuer: string;
/** connections that were said to be good again */
let renewed: number[];
/** what the token endpoint was asked for */
let asked: URLSearchParams[] = [];
let refreshes: "work" | "refused" | "broken" = "work";
let challenge = "";

beforeAll(async () => {
  database = await testDatabase();
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const vault = createVault(() => [Buffer.alloc(32, 7)]);
  services = { db: database.database.db, vault, fetch, renewed: async (_, { id }) => void renewed.push(id) };
});

beforeEach(async () => {
  const { workspaceId, userId } = await testWorkspace(database.database.db);
  actor = { type: "user", id: userId, name: "Olga", workspaceId, role: "owner", login: "olga", userId };
  [asked, renewed, refreshes] = [[], [], "work"];
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await database.drop();
});

/** An authorisation server of few words, which turns a verifier down that does not fit its challenge. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  if (request.url!.startsWith("/.well-known/")) {
    return send(200, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      registration_endpoint: `${issuer}/register`,
    });
  }
  if (request.url === "/register") return send(201, { client_id: "registered" });
  const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
  asked.push(form);
  if (form.get("grant_type") === "refresh_token" && refreshes !== "work") {
    return refreshes === "broken" ? send(503, {}) : send(400, { error: "invalid_grant" });
  }
  const verifier = form.get("code_verifier");
  if (verifier && createHash("sha256").update(verifier).digest("base64url") !== challenge)
    return send(400, { error: "invalid_grant" });
  send(200, {
    access_token: `access-${asked.length}`,
    refresh_token: `refresh-${asked.length}`,
    token_type: "bearer",
    expires_in: 3600,
  });
}

async function pending(): Promise<number> {
  return await createConnection(services.db, services.vault, actor, {
    name: "Calendar",
    app: "http",
    method: "oauth2",
    owner: "me",
    grants: [],
    fields: {},
    settings: { issuer, hosts: ["example.org"], scopes: ["read"] },
  });
}

async function signedIn(): Promise<number> {
  const id = await pending();
  const { url } = await beginSignIn(
    services,
    actor,
    await findConnection(services.db, actor, id),
    "http://localhost/back",
  );
  const { searchParams } = new URL(url);
  challenge = searchParams.get("code_challenge")!;
  await finishSignIn(services, actor.userId!, { code: "code", state: searchParams.get("state")! });
  return id;
}

const open = async () =>
  await createConnections(services).open({ workspaceId: actor.workspaceId, principal: actor.userId!, app: "http" });

test("a person signs in with PKCE at a server that is discovered and registers us, and tasks have a token", async () => {
  const id = await pending();
  await expect(open()).rejects.toThrow("nobody has signed in yet");
  const { url } = await beginSignIn(
    services,
    actor,
    await findConnection(services.db, actor, id),
    "http://localhost/back",
  );
  const { searchParams } = new URL(url);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: "registered",
    scope: "read",
    code_challenge_method: "S256",
  });
  challenge = searchParams.get("code_challenge")!;
  const state = searchParams.get("state")!;
  await expect(finishSignIn(services, actor.userId! + 1, { code: "code", state })).rejects.toThrow("not begun by you");
  await expect(finishSignIn(services, actor.userId!, { code: "code", state: "guessed" })).rejects.toThrow(
    "not begun by you",
  );
  await finishSignIn(services, actor.userId!, { code: "code", state });
  expect(await (await open()).fetchToken()).toBe("access-1");
  expect(renewed).toEqual([id]);
  await expect(finishSignIn(services, actor.userId!, { code: "code", state })).rejects.toThrow("not begun by you");
});

test("a token that is turned down is renewed once, however many ask", async () => {
  await signedIn();
  const [one, two] = [await open(), await open()];
  const tokens = await Promise.all([
    one.fetchToken("access-1"),
    two.fetchToken("access-1"),
    one.fetchToken("access-1"),
  ]);
  expect(new Set(tokens)).toEqual(new Set(["access-2"]));
  expect(await (await open()).fetchToken("access-1")).toBe("access-2");
  expect(asked.map((form) => form.get("refresh_token"))).toEqual([null, "refresh-1"]);
});

test("a program signs in by itself, as who it is, and its token is kept until it ends", async () => {
  const settings = { issuer, hosts: ["example.org"], scopes: ["read", "write"] };
  const fields = { clientId: "robot", clientSecret: "of the robot" };
  const given = { name: "Robot", app: "http", method: "client_credentials", owner: "me", grants: [], fields, settings };
  await createConnection(services.db, services.vault, actor, given as Parameters<typeof createConnection>[3]);
  expect(await (await open()).fetchToken()).toBe("access-1");
  expect(await (await open()).fetchToken()).toBe("access-1");
  expect(await (await open()).fetchToken("access-1")).toBe("access-2");
  expect(asked.map((form) => [form.get("grant_type"), form.get("scope")])).toEqual([
    ["client_credentials", "read write"],
    ["client_credentials", "read write"],
  ]);
});

test("a refusal to renew waits for a person; a broken server may be asked again", async () => {
  const id = await signedIn();
  refreshes = "broken";
  await expect((await open()).fetchToken("access-1")).rejects.toMatchObject({ name: "TokenTrouble" });
  refreshes = "refused";
  await expect((await open()).fetchToken("access-1")).rejects.toMatchObject({
    name: "ReconnectNeeded",
    connection: { id, ownerLogin: expect.any(String) },
  });
  await expect(open()).rejects.toThrow("invalid_grant");
});
