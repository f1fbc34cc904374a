import { readFileSync, readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { importApp, type TestImported, testImported } from "../../../test/support/imported.ts";
import { createConnection } from "../../connections/create.ts";
import { confirmTools, refreshApp, removeApp } from "../imported/import.ts";
import { readApp } from "../imported/store.ts";
import { argsSchema } from "../tool.ts";
import { readDocument } from "./document.ts";
import { operations } from "./operations.ts";

const require = createRequire(import.meta.url);
const EXAMPLES = dirname(require.resolve("@readme/oas-examples/package.json"));

let apps: TestImported;
let server: Server;
let address: string;
/** what the server was sent, and what it answers next */
const seen: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
let reply: { status: number; body: unknown; type?: string } = { status: 200, body: {} };

beforeAll(async () => {
  apps = await testImported();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks = await request.toArray();
    seen.push({
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(reply.status, { "content-type": reply.type ?? "application/json" });
    response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
  };
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await apps.close();
});

const db = () => apps.test.database.db;

async function bring(openapi: string | Record<string, unknown>, name: string, confirm = true): Promise<number> {
  const id = await importApp(apps, { openapi, name, server: address });
  if (confirm) await confirmTools(db(), apps.actor, id, { tools: [{ tool: `${name}.*`, confirmed: true }] });
  return id;
}

function example(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(EXAMPLES, path), "utf8")) as Record<string, unknown>;
}

describe("every example document becomes tools that can be shown and checked", () => {
  const files = ["3.0", "3.1"].flatMap((version) =>
    readdirSync(join(EXAMPLES, version, "json"))
      .filter((file) => file.endsWith(".json"))
      .map((file) => `${version}/json/${file}`),
  );
  it.each(files)("%s", async (file) => {
    const document = await readDocument(readFileSync(join(EXAMPLES, file), "utf8"), undefined, fetch).catch(
      (error: Error) => error,
    );
    // Two are there to be wrong: they refer to what is not there, or describe webhooks alone.
    if (document instanceof Error || Object.keys(document.paths).length === 0) return;
    const tools = await operations(document, "app");
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
    for (const { name, args } of tools) {
      expect(name).toMatch(/^app\.[\w-]{1,60}$/);
      expect(JSON.stringify(args)).not.toContain("#/components/");
    }
  });
});

describe("a call", () => {
  const PETS = {
    openapi: "3.0.3",
    info: { title: "Pets" },
    paths: {
      "/pets/{id}": {
        get: {
          operationId: "getPet",
          parameters: [
            { name: "id", in: "path", required: true, schema: { type: "string" } },
            { name: "tags", in: "query", schema: { type: "array", items: { type: "string" } } },
            {
              name: "fields",
              in: "query",
              style: "pipeDelimited",
              explode: false,
              schema: { type: "array", items: { type: "string" } },
            },
            { name: "filter", in: "query", style: "deepObject", schema: { type: "object" } },
            { name: "X-Trace", in: "header", schema: { type: "integer" } },
            { name: "theme", in: "cookie", schema: { type: "string" } },
          ],
        },
        put: {
          operationId: "putPet",
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
          },
        },
      },
      "/pets": {
        post: {
          operationId: "addPet",
          requestBody: { content: { "application/x-www-form-urlencoded": { schema: { type: "object" } } } },
        },
      },
    },
    components: {
      schemas: {
        Pet: {
          type: "object",
          required: ["name", "id"],
          properties: {
            id: { type: "integer", readOnly: true },
            name: { type: "string", nullable: true },
            children: { type: "array", items: { $ref: "#/components/schemas/Pet" } },
          },
        },
      },
    },
  };

  beforeAll(async () => void (await bring(PETS, "pets")));

  it("puts its arguments where they belong", async () => {
    reply = { status: 200, body: { name: "Rex" } };
    const args = {
      id: "a/b",
      tags: ["x", "y"],
      fields: ["p", "q"],
      filter: { age: { min: 3 } },
      "X-Trace": 7,
      theme: "dark",
    };
    expect(await apps.use("pets.getPet", args)).toEqual({ status: 200, body: { name: "Rex" } });
    const { method, url, headers } = seen.at(-1)!;
    expect([method, url]).toEqual(["GET", "/pets/a%2Fb?tags=x&tags=y&fields=p%7Cq&filter%5Bage%5D%5Bmin%5D=3"]);
    expect([headers["x-trace"], headers.cookie, headers["idempotency-key"]]).toEqual(["7", "theme=dark", undefined]);
  });

  it.each(["@evil.example", "//evil.example", "\\\\evil.example", ".evil.example", ":8443", "?x", "#x", "../../x"])(
    "stays at its server and its operation, also with %j in its path",
    async (id) => {
      reply = { status: 200, body: {} };
      await apps.use("pets.getPet", { id });
      expect(seen.at(-1)!.url).toBe(`/pets/${encodeURIComponent(id)}`);
    },
  );

  it("sends its body, and a key under which a repetition can be known", async () => {
    await apps.use("pets.putPet", { id: "1", body: { name: "Rex" } }, { idempotencyKey: "once" });
    expect(seen.at(-1)).toMatchObject({ method: "PUT", body: '{"name":"Rex"}' });
    expect(seen.at(-1)!.headers).toMatchObject({ "idempotency-key": "once", "content-type": "application/json" });
    await apps.use("pets.addPet", { body: { name: "Rex", good: true } });
    expect(seen.at(-1)!.body).toBe("name=Rex&good=true");
  });

  it.each<[string, unknown, string]>([
    ["a missing argument", {}, "id is missing"],
    ["a wrong type", { id: 3 }, "id must be string"],
    ["an argument that is not there", { id: "1", more: 1 }, "more is not known"],
  ])("is refused with %s", async (_, args, said) => {
    await expect(apps.use("pets.getPet", args)).rejects.toThrow(said);
  });

  it("checks a schema that goes round in a circle, as deep as it is given", async () => {
    const deep = (levels: number, leaf: unknown): unknown =>
      levels === 0 ? leaf : { name: null, children: [deep(levels - 1, leaf)] };
    await apps.use("pets.putPet", { id: "1", body: deep(12, { name: "leaf" }) });
    await expect(apps.use("pets.putPet", { id: "1", body: deep(12, { children: [] }) })).rejects.toThrow(
      "name is missing",
    );
    const shown = JSON.stringify(argsSchema(await apps.tool("pets.putPet")));
    expect(shown).toContain("not shown further");
    expect(shown.length).toBeLessThan(5_000);
  });

  it.each([".", "..", ""])("does not climb out of its path with %j", async (id) => {
    await expect(apps.use("pets.getPet", { id })).rejects.toThrow("cannot be");
  });

  it.each([
    [503, true],
    [404, false],
  ])("that is answered %d is retried: %s", async (status, retryable) => {
    reply = { status, body: "no" };
    const outcome = await apps.use("pets.putPet", { id: "1", body: { name: "x" } }).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: "http_status", retryable, message: expect.stringContaining(String(status)) });
    reply = { status: 200, body: {} };
  });

  it("keeps an answer that is too large out", async () => {
    reply = { status: 200, body: "x".repeat(11 * 1024 * 1024), type: "text/plain" };
    await expect(apps.use("pets.getPet", { id: "1" })).rejects.toMatchObject({ code: "http_too_large" });
    reply = { status: 200, body: {} };
  });
});

describe("signing in", () => {
  const secured = (scheme: unknown) => ({
    openapi: "3.1.0",
    info: { title: "Safe" },
    paths: { "/secret": { get: { operationId: "read" } } },
    components: { securitySchemes: { main: scheme } },
    security: [{ main: [] }],
  });

  it.each<[string, unknown, Record<string, string>, (request: (typeof seen)[number]) => unknown, string]>([
    [
      "bearer",
      { type: "http", scheme: "bearer" },
      { token: "bearer-secret" },
      ({ headers }) => headers.authorization,
      "Bearer bearer-secret",
    ],
    [
      "basic",
      { type: "http", scheme: "basic" },
      { username: "dana", password: "pass-word" },
      ({ headers }) => headers.authorization,
      `Basic ${btoa("dana:pass-word")}`,
    ],
    [
      "header",
      { type: "apiKey", in: "header", name: "X-Key" },
      { value: "key-secret" },
      ({ headers }) => headers["x-key"],
      "key-secret",
    ],
    [
      "query",
      { type: "apiKey", in: "query", name: "key" },
      { value: "key-secret" },
      ({ url }) => url,
      "/secret?key=key-secret",
    ],
    [
      "cookie",
      { type: "apiKey", in: "cookie", name: "sid" },
      { value: "key-secret" },
      ({ headers }) => headers.cookie,
      "sid=key-secret",
    ],
  ])("by %s goes where the document says, and comes back as nothing", async (name, scheme, fields, found, expected) => {
    const app = `safe_${name}`;
    const id = await bring(secured(scheme), app);
    const { signIn } = await readApp(db(), apps.actor.workspaceId, id);
    await expect(apps.use(`${app}.read`)).rejects.toThrow(`There is no connection for ${app}`);
    const { method, settings } = signIn[0]!;
    await createConnection(db(), apps.connectionServices.vault, apps.actor, {
      name: app,
      app,
      method,
      fields,
      settings,
      owner: "me",
      grants: [],
    });
    reply = { status: 200, body: { you: Object.values(fields) } };
    const answer = await apps.use(`${app}.read`);
    expect(found(seen.at(-1)!)).toBe(expected);
    expect(JSON.stringify(answer)).not.toMatch(/-secret|pass-word/);
    expect(JSON.stringify(answer)).toContain("[secret]");
    reply = { status: 200, body: `%PDF-1.7 ${Object.values(fields).at(-1)}`, type: "application/pdf" };
    await expect(apps.use(`${app}.read`)).rejects.toMatchObject({ code: "secret_in_answer" });
    reply = { status: 200, body: "%PDF-1.7 nothing of the kind", type: "application/pdf" };
    expect(await apps.use(`${app}.read`)).toMatchObject({ body: { file: expect.any(Number) } });
    reply = { status: 401, body: `who is ${Object.values(fields).at(-1)}?` };
    await expect(apps.use(`${app}.read`)).rejects.toMatchObject({ code: "reconnect" });
    reply = { status: 200, body: {} };
  });
});

describe("what was imported", () => {
  const one = (operationId: string, summary: string) => ({
    openapi: "3.0.0",
    info: { title: "Changing" },
    paths: { "/a": { post: { operationId, summary } }, "/b": { get: { operationId: "same" } } },
  });

  it("cannot be called before a person has confirmed it, and again when it changed", async () => {
    const id = await bring(one("send", "Send"), "changing", false);
    await expect(apps.use("changing.send")).rejects.toMatchObject({ code: "unconfirmed" });
    await confirmTools(db(), apps.actor, id, { tools: [{ tool: "changing.*", confirmed: true, effect: "write" }] });
    await apps.use("changing.send");
    expect((await apps.tool("changing.send")).effect).toBe("write");
    await refreshApp(db(), apps.importing, apps.actor, id, { openapi: one("send", "Send everything to everyone") });
    await expect(apps.use("changing.send")).rejects.toMatchObject({ code: "unconfirmed" });
    expect(await apps.tool("changing.send")).toMatchObject({ effect: "external", confirmed: false, changed: true });
    await confirmTools(db(), apps.actor, id, { tools: [{ tool: "changing.send", confirmed: true }] });
    expect(await apps.tool("changing.send")).toMatchObject({ confirmed: true, changed: false });
    await apps.use("changing.same");
    await removeApp(db(), apps.actor, id);
    await expect(apps.tool("changing.send")).rejects.toThrow("there is no tool");
  });

  it("keeps to its server when a newer document names another", async () => {
    const id = await bring(one("send", "Send"), "steady");
    const moved = { ...one("send", "Send"), servers: [{ url: "https://evil.example" }] };
    await refreshApp(db(), apps.importing, apps.actor, id, { openapi: moved });
    expect((await readApp(db(), apps.actor.workspaceId, id)).server).toBe(address);
  });
});

describe("refused in words", () => {
  it.each<[string, string, string]>([
    ["nonsense", "{ nonsense", "This is no JSON"],
    ["Swagger 2", JSON.stringify({ swagger: "2.0", paths: {} }), "Swagger 2"],
    ["something else", "title: hello", "no OpenAPI 3 document"],
    ["no operations", JSON.stringify({ openapi: "3.0.0", info: {}, paths: {} }), "describes no operations"],
    [
      "a reference into our files",
      JSON.stringify({ openapi: "3.0.0", info: {}, paths: { "/a": { $ref: "file:///etc/passwd" } } }),
      "cannot be read",
    ],
    [
      "a reference to an address, when pasted",
      JSON.stringify({ openapi: "3.0.0", info: {}, paths: { "/a": { $ref: "http://127.0.0.1:1/x" } } }),
      "cannot be read",
    ],
    [
      "aliases that explode",
      `openapi: 3.0.0\na: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
        .split("")
        .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[at]}`).join(",")}]`)
        .join("\n")}`,
      "neither JSON nor YAML",
    ],
  ])("%s", async (_, openapi, said) => {
    await expect(importApp(apps, { openapi, name: "bad", server: address })).rejects.toThrow(said);
  });

  it("a name that is built in", async () => {
    const openapi = example("3.0/json/petstore-simple.json");
    await expect(importApp(apps, { openapi, name: "http" })).rejects.toThrow("built in");
  });
});

test("GitHub's own document: more than 900 operations, each typed, compiled when it is called", async () => {
  const text = readFileSync(
    join(dirname(require.resolve("@octokit/openapi/package.json")), "generated/api.github.com.json"),
    "utf8",
  );
  const id = await bring(text, "github");
  const app = await readApp(db(), apps.actor.workspaceId, id);
  expect(app.tools).toBeGreaterThan(900);
  const catalog = await apps.catalogs.of(apps.actor.workspaceId);
  expect(catalog.get("github.repos_list-for-org")).toMatchObject({ effect: "read" });
  expect(catalog.get("github.issues_create")).toMatchObject({ effect: "external", idempotent: false });
  reply = { status: 201, body: { number: 1 } };
  const args = { owner: "o", repo: "r", body: { title: "Broken", labels: ["bug"] } };
  expect(await apps.use("github.issues_create", args)).toEqual({ status: 201, body: { number: 1 } });
  expect(seen.at(-1)!.url).toBe("/repos/o/r/issues");
  await expect(apps.use("github.issues_create", { ...args, body: {} })).rejects.toThrow("title is missing");
}, 60_000);

test("a document of 2,000 operations with schemas that go round in circles is imported within seconds", async () => {
  const node = {
    type: "object",
    properties: { next: { $ref: "#/components/schemas/Node" }, name: { type: "string" } },
  };
  const operation = (n: number) => ({
    get: {
      operationId: `read${n}`,
      summary: `Reads number ${n}`,
      parameters: [{ name: "page", in: "query", schema: { type: "integer" } }],
      responses: {
        200: { description: "ok", content: { "application/json": { schema: { $ref: "#/components/schemas/Node" } } } },
      },
    },
    post: {
      operationId: `write${n}`,
      requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Node" } } } },
    },
  });
  const paths = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`/things/${n}`, operation(n)]));
  const document = { openapi: "3.1.0", info: { title: "Large" }, paths, components: { schemas: { Node: node } } };
  const begun = performance.now();
  const id = await bring(JSON.stringify(document), "large");
  expect((await readApp(db(), apps.actor.workspaceId, id)).tools).toBe(2_000);
  const catalog = await apps.catalogs.of(apps.actor.workspaceId);
  expect(catalog.get("large.write999")).toMatchObject({ effect: "external", confirmed: true });
  // 4 s on two cores that had other work to do.
  expect(performance.now() - begun).toBeLessThan(15_000);
  await expect(apps.use("large.write999", { body: { next: { next: { name: 3 } } } })).rejects.toThrow("must be string");
}, 30_000);
