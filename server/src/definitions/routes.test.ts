import type { Definition, DefinitionUsage } from "@taskwright/api/definition.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { testWorkspace } from "../../test/support/database.ts";
import { sameForAll } from "../apps/catalogs.ts";
import { testCatalog } from "../../test/support/definitions.ts";
import { definitionsRoutes } from "./routes.ts";

let server: TestApp;
let key: string;
beforeAll(async () => {
  server = await testApp({}, [(mount) => definitionsRoutes({ catalogs: sameForAll(testCatalog) }, mount)]);
  const { workspaceId } = await testWorkspace(server.test.database.db);
  key = await server.keyFor(workspaceId, "builder");
});
afterAll(async () => await server.close());

const SOURCE =
  "name: Supplier invoice\ncategory: Finance\ndescription: Pays what is due\ninputs:\n  zeta: { type: number }\n  a: { type: string, default: x }\nsteps:\n  - { steps: [{ set: 1 }, { set: 2 }] }\n";

async function json(method: string, path: string, options: Parameters<TestApp["request"]>[2] = {}) {
  const response = await server.request(method, path, { key, ...options });
  return { status: response.status, body: await response.json() };
}

async function push(source: string): Promise<Definition> {
  const { status, body } = await json("POST", "/definitions", {
    body: source,
    headers: { "content-type": "application/yaml" },
  });
  expect(status).toBe(201);
  return body as Definition;
}

test("a definition pushed as YAML is answered whole, its inputs in the order written", async () => {
  const definition = await push(SOURCE);
  expect(definition).toMatchObject({
    name: "Supplier invoice",
    category: "Finance",
    description: "Pays what is due",
    parent: null,
    agent: null,
    version: 1,
    inputs: 2,
    steps: 2,
    source: SOURCE,
    inherited: {},
    issues: [],
  });
  const schema = definition.inputsSchema as { properties: object; required: string[] };
  expect(Object.keys(schema.properties)).toEqual(["zeta", "a"]);
  expect(schema.required).toEqual(["zeta"]);
  expect(await json("GET", `/definitions/${definition.id}`)).toEqual({ status: 200, body: definition });
});

test("JSON works in both forms: the definition itself, and as a source", async () => {
  const document = { name: "As JSON", steps: [{ set: 1 }] };
  const first = await json("POST", "/definitions", { body: document });
  expect(first).toMatchObject({ status: 201, body: { name: "As JSON", version: 1 } });
  const second = await json("POST", "/definitions", { body: { source: JSON.stringify(document) } });
  expect(second).toMatchObject({ status: 201, body: { version: 1 } });
});

test("errors come with their places", async () => {
  const { status, body } = await json("POST", "/definitions", { body: { source: "name: X\nsteps:\n  - use: nope" } });
  expect([status, body.code]).toEqual([422, "unprocessable"]);
  expect(body.issues ?? body.details?.issues).toMatchObject([
    { severity: "error", path: "steps[0].use", line: 3, column: 10 },
  ]);
});

test("checking changes nothing and tells what the text amounts to", async () => {
  await push(SOURCE);
  const source = "name: Child\nparent: Supplier invoice\ninputs: { extra: { type: boolean } }\n";
  const { body } = await json("POST", "/definitions/check", { body: { source } });
  expect(body).toMatchObject({ ok: true, issues: [], effective: { name: "Child", category: "Finance" } });
  expect(Object.keys(body.inputsSchema.properties)).toEqual(["zeta", "a", "extra"]);
  const broken = await json("POST", "/definitions/check", { body: { source: "name: [" } });
  expect(broken).toMatchObject({ status: 200, body: { ok: false, effective: null, inputsSchema: null } });
  expect((await json("GET", "/definitions?q=child")).body.items).toEqual([]);
});

test("lists go by name, page by page, and can be searched", async () => {
  for (const name of ["Page 3", "Page 1", "Page 2"])
    await push(`name: ${name}\ndescription: 100% paged\nsteps: [{ set: 1 }]`);
  const first = (await json("GET", "/definitions?q=100%25&limit=2")).body;
  expect(first.items.map(({ name }: Definition) => name)).toEqual(["Page 1", "Page 2"]);
  const second = (await json("GET", `/definitions?q=100%25&limit=2&cursor=${first.nextCursor}`)).body;
  expect(second).toMatchObject({ items: [{ name: "Page 3" }], nextCursor: null });
  expect((await json("GET", "/definitions?q=1_0")).body.items).toEqual([]);
});

test("earlier versions stay readable", async () => {
  const { id } = await push("name: Versions\nsteps: [{ set: 1 }]");
  await push("name: Versions\nsteps: [{ set: 1 }, { set: 2 }]");
  const versions = (await json("GET", `/definitions/${id}/versions`)).body;
  expect(versions.items.map(({ version }: Definition) => version)).toEqual([2, 1]);
  expect((await json("GET", `/definitions/${id}?version=1`)).body).toMatchObject({
    version: 1,
    source: "name: Versions\nsteps: [{ set: 1 }]",
  });
  expect((await json("GET", `/definitions/${id}?version=9`)).status).toBe(404);
  expect((await json("GET", "/definitions/999999")).status).toBe(404);
  expect((await json("GET", "/definitions/999999/versions")).status).toBe(404);
});

test("another workspace sees none of it", async () => {
  const { id } = await push("name: Private\nsteps: [{ set: 1 }]");
  const other = await server.keyFor((await testWorkspace(server.test.database.db)).workspaceId, "owner");
  expect((await json("GET", `/definitions/${id}`, { key: other })).status).toBe(404);
  expect((await json("GET", `/definitions/${id}/versions`, { key: other })).status).toBe(404);
  expect((await json("GET", "/definitions", { key: other })).body.items).toEqual([]);
});

test("the schema is public, and tools come with theirs", async () => {
  const schema = await server.request("GET", "/definitions/schema");
  expect(await schema.json()).toMatchObject({
    title: "Taskwright definition",
    $schema: "https://json-schema.org/draft/2020-12/schema",
  });
  const { body } = await json("GET", "/tools?limit=2");
  expect(body.items).toMatchObject([
    {
      name: "csv.append",
      app: "csv",
      effect: "write",
      argsSchema: { required: ["file", "row"], properties: { mode: { default: "add" } } },
      resultSchema: null,
    },
    { name: "csv.read" },
  ]);
  expect((await json("GET", `/tools?cursor=${body.nextCursor}`)).body.items).toMatchObject([{ name: "email.send" }]);
});

test("what was meant to follow another version is refused, and says who was quicker", async () => {
  const text = (step: number) => `name: Two editors\nsteps: [{ set: ${step} }]\n`;
  const follow = async (version: number, source: string) =>
    await json("POST", "/definitions", {
      body: source,
      headers: { "content-type": "application/yaml", "if-match": `"${version}"` },
    });
  expect(await follow(1, text(1))).toMatchObject({ status: 412, body: { code: "version_mismatch" } });
  expect(await follow(0, text(1))).toMatchObject({ status: 201, body: { version: 1 } });
  expect(await follow(0, text(2))).toMatchObject({ status: 412, body: { details: { version: 1 } } });
  expect(await follow(1, text(2))).toMatchObject({ status: 201, body: { version: 2 } });
  const late = await follow(1, text(3));
  expect(late.body).toMatchObject({ details: { version: 2, by: expect.any(String), at: expect.any(String) } });
  expect(late.body.detail).toContain('"Two editors" has version 2 by now');
  // the same words again are no conflict
  expect(await follow(1, text(2))).toMatchObject({ status: 201, body: { version: 2 } });
});

test("the definitions that come with the program can be read, those that others start before them", async () => {
  const { body } = await json("GET", "/definitions/examples");
  const names = (body.items as { name: string }[]).map(({ name }) => name);
  expect(names).toContain("Supplier invoice");
  expect(names.indexOf("Order")).toBeLessThan(names.indexOf("Order sync"));
});

test("how its tasks went lately is told of each definition, newest first", async () => {
  const { id } = await push("name: Used\nsteps: [{ set: 1 }]\n");
  const { db } = server.test.database;
  const { snapshot_id, workspace_id } = await db
    .selectFrom("definitions")
    .select(["snapshot_id", "workspace_id"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const made = (["complete", "error", "complete", "running"] as const).map((status) => ({
    workspace_id,
    definition_id: id,
    definition_version: 1,
    snapshot_id,
    agent_id: 1,
    kind: "manual" as const,
    title: "Used",
    status,
    inputs: "{}",
    created_by: "{}",
  }));
  await db.insertInto("tasks").values(made).execute();
  await db
    .insertInto("tasks")
    .values({ ...made[0]!, status: "error", created_at: new Date(Date.now() - 40 * 86_400_000) })
    .execute();
  const { body } = await json("GET", "/definitions/usage");
  const usage = (body.items as DefinitionUsage[]).find(({ definitionId }) => definitionId === id)!;
  expect(usage).toMatchObject({ tasks: 4, complete: 2, error: 1 });
  expect(usage.latest.every(({ forPerson }) => !forPerson)).toBe(true);
  expect(usage.latest.map(({ status }) => status)).toEqual(["error", "running", "complete", "error", "complete"]);
});
