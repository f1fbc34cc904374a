import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "../../../test/support/app.ts";
import { testWorkspace } from "../../../test/support/database.ts";
import { type TestImported, testImported } from "../../../test/support/imported.ts";
import { appRoutes } from "./routes.ts";

let imported: TestImported;
let tested: TestApp;
let server: Server;
let address: string;
let read = 0;

beforeAll(async () => {
  imported = await testImported();
  tested = await testApp({}, [(mount) => appRoutes(imported, mount)]);
  server = createServer((_, response) => {
    read++;
    response.setHeader("content-type", "application/json");
    const paths = { "/goods": { get: { operationId: "goods" } } };
    response.end(JSON.stringify({ openapi: "3.1.0", info: { title: "Shop" }, servers: [{ url: address }], paths }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await tested.close();
  await imported.close();
});

test("a repeated request with the same Idempotency-Key imports an app once, and reads it once", async () => {
  const { workspaceId } = await testWorkspace(tested.test.database.db);
  const key = await tested.keyFor(workspaceId, "owner");
  const send = async (body: unknown) =>
    await tested.request("POST", "/apps", { key, body, headers: { "idempotency-key": "import-shop" } });
  const body = { openapi: `${address}/openapi.json` };
  const [first, second] = [await send(body), await send(body)];
  expect([first.status, second.status, second.headers.get("idempotency-replayed")]).toEqual([201, 201, "true"]);
  expect(await second.json()).toEqual(await first.json());
  expect(read).toBe(1);
  expect((await send({ ...body, name: "other" })).status).toBe(422);
  const listed = await (await tested.request("GET", "/apps", { key })).json();
  expect(listed.items.map(({ name }: { name: string }) => name)).toEqual(["shop"]);
});
