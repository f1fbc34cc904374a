import type { ConnectionPage } from "@taskwright/api/connection.ts";
import type { Task } from "@taskwright/api/task.ts";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { z } from "zod";
import { axeFindings, expectWhole } from "../support/browser.ts";
import { browserTest, page, server } from "../support/browser-test.ts";
import { openCalendarServer } from "../support/calendar-server.ts";
import { startServer } from "../support/running-server.ts";
import { openSignInServer, type SignInServer } from "../support/sign-in-server.ts";

/** From a document to a call: an app is imported and confirmed, connected, rehearsed, used, and stopped. */

let shop: Shop;
let signIns: SignInServer;
let everything: Awaited<ReturnType<typeof openEverything>>;

beforeAll(async () => {
  [shop, signIns, everything] = await Promise.all([openShop(), openSignInServer(), openEverything()]);
});
afterAll(() => {
  shop?.server.close();
  signIns?.close();
  everything?.child.kill("SIGKILL");
});
browserTest({
  startServer: () => startServer({ env: { HTTP_ALLOW: "127.0.0.1, localhost" } }),
  viewport: { width: 1440, height: 900 },
  signedIn: true,
});

test("an OpenAPI document becomes an app whose tools a person confirms, in bulk and one by one", async () => {
  await page.goto("/apps");
  await page.getByRole("button", { name: "Import an app", exact: true }).click();
  await page.getByLabel("OpenAPI 3 document").fill(`${shop.address}/openapi.json`);
  await page.getByRole("button", { name: "Read its tools" }).click();
  await page.getByRole("heading", { name: "3 tools wait for you" }).waitFor();
  await wellMade();
  expect(page.url()).toContain("app=shop");

  await page.getByRole("button", { name: "Confirm 1 as read" }).click();
  await page.getByRole("heading", { name: "2 tools wait for you" }).waitFor();
  await page.getByLabel("What calling shop.setnote means").selectOption("write");
  await page.getByRole("heading", { name: "1 tool waits for you" }).waitFor();
  await page.getByRole("button", { name: "Confirm shop.order" }).click();
  await page.getByRole("button", { name: "Withdraw the confirmation of shop.order" }).waitFor();
  expect(await page.getByText("waits for you").count()).toBe(0);

  await page.getByRole("button", { name: /^shop.order/ }).click();
  await page.getByText("How many to order").waitFor();
  await wellMade();
});

test("a tool that says something else after a refresh is marked, and has to be confirmed again", async () => {
  shop.orders = "Order something else";
  await page.goto("/apps?app=shop");
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Refresh" }).click();
  await page.getByText("changed since it was confirmed").first().waitFor();
  await page.getByRole("button", { name: "Confirm 1 as external" }).click();
  await page.getByRole("button", { name: "Withdraw the confirmation of shop.order" }).waitFor();
});

test("an MCP server's tools are imported by its address", async () => {
  await page.goto("/apps");
  await page.getByRole("button", { name: "Import an app", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "MCP address" }).check({ force: true });
  await dialog.getByLabel("Address of the server").fill(`${everything.address}/mcp`);
  await dialog.getByLabel("Name").fill("everything");
  await page.getByRole("button", { name: "Read its tools" }).click();
  await page.getByRole("heading", { name: /^\d+ tools wait for you$/ }).waitFor();
  await page.getByRole("button", { name: "Confirm everything.echo", exact: true }).click();
  await page.getByRole("button", { name: "Withdraw the confirmation of everything.echo", exact: true }).waitFor();
  expect(await runSteps([{ use: "everything.echo", with: { message: "from the page" } }])).toMatchObject({
    status: "complete",
  });
});

test("all tools are searched by keyboard", async () => {
  await page.goto("/apps");
  await page.getByRole("searchbox", { name: "Search tools" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("shop order");
  await page.getByText(/^1 of \d+$/).waitFor();
  expect(new URL(page.url()).searchParams.get("q")).toBe("shop order");
});

test("a connection is made, tested and shared, and its secret is not shown again", async () => {
  await page.goto("/apps?app=shop");
  await page.getByRole("link", { name: "Add a connection" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a connection" });
  await dialog.getByLabel("Name", { exact: true }).fill("Shop");
  // the document says how it signs in, and where
  expect(await dialog.getByLabel("How it signs in").inputValue()).toBe("header");
  expect(await dialog.getByLabel("Name of the header, parameter or cookie").inputValue()).toBe("X-Key");
  await dialog.getByLabel("Value").fill("planted-secret");
  await dialog.getByLabel("Test address").fill(`${shop.address}/openapi.json`);
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Add it" }).click();
  await page.getByText("ready", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Test Shop" }).click();
  await page.getByText(/^Shop: /).waitFor();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByLabel("Operator").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/Also used by Operator/).waitFor();
  const { items } = await server.call<z.infer<typeof ConnectionPage>>("GET", "/connections");
  expect(items[0]).toMatchObject({ name: "Shop", grants: ["role:operator"], usable: false });
  expect(await page.content()).not.toContain("planted-secret");
  await wellMade();
});

test("a person signs in elsewhere; when that ends, a task waits until they have signed in again", async () => {
  await page.goto("/apps?tab=connections");
  await page.getByRole("button", { name: "Add a connection" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add a connection" });
  await dialog.getByLabel("Name", { exact: true }).fill("Elsewhere");
  await dialog.getByLabel("For which app").selectOption("http");
  await dialog.getByLabel("How it signs in").selectOption("oauth2");
  await dialog.getByLabel("Issuer").fill(signIns.address);
  await dialog.getByLabel("Where it may be sent").fill(new URL(shop.address).host);
  await dialog.getByRole("button", { name: "Add it and sign in" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "Elsewhere" });
  await row.getByText("ready", { exact: true }).waitFor();
  expect(signIns.signedIn).toBe(1);
  const asking = [{ use: "http.get", with: { url: `${shop.address}/members`, connection: "Elsewhere" } }];
  expect(await runSteps(asking)).toMatchObject({ status: "complete" });

  signIns.revoke();
  const waiting = await runSteps(asking, ({ openInteractionIds }) => openInteractionIds.length > 0);
  await page.goto(`/tasks/${waiting.id}`);
  await page.getByRole("link", { name: "Reconnect “Elsewhere” under Connections" }).click();
  await row.getByText("waits for a person to reconnect").waitFor();
  await wellMade();
  await row.getByRole("button", { name: "Reconnect" }).click();
  await row.getByText("ready", { exact: true }).waitFor();
  await expect.poll(async () => (await taskNow(waiting.id)).status, { timeout: 15_000 }).toBe("complete");
  expect(signIns.signedIn).toBe(2);
}, 60_000);

test("a dry run tells what it would have done, and does not do it; the real one is in the ledger", async () => {
  await server.call("POST", "/definitions", { source: JSON.stringify(ORDERING()) });
  await page.goto("/tasks/new");
  await page.getByRole("link", { name: /Ordering/ }).click();
  await page.getByRole("button", { name: "Dry run" }).click();
  await page.getByRole("heading", { name: /^Dry run #\d+/ }).waitFor();
  await page.getByText("1 call would have been made, 1 person asked, 0 refused.").waitFor();
  await page.getByText("made up to fit its schema").waitFor();
  await page.getByText("ten boxes", { exact: true }).waitFor();
  expect(shop.ordered).toEqual([]);
  await wellMade();
  await page.goto("/tasks");
  await page
    .getByRole("row", { name: /Order boxes/ })
    .getByText("Dry run")
    .waitFor();

  const { id } = await server.call<Task>("POST", "/tasks", { definition: "Ordering", inputs: {} });
  const asked = await vi.waitUntil(async () => (await server.call<Task>("GET", `/tasks/${id}`)).openInteractionIds[0], {
    timeout: 10_000,
  });
  await page.goto(`/inbox?request=${asked}`);
  await page
    .getByRole("button", { name: /^Approve/ })
    .first()
    .click();
  await vi.waitUntil(async () => (await server.call<Task>("GET", `/tasks/${id}`)).endedAt !== null, {
    timeout: 15_000,
  });
  expect(shop.ordered).toEqual([{ what: "ten boxes" }]);
  await page.goto(`/tasks/${id}?tab=actions`);
  const entry = page.getByRole("list", { name: "External actions" }).getByRole("listitem");
  await entry.getByText("http.request").waitFor();
  await entry.getByText("cannot be undone").waitFor();
  await wellMade();
  await page.goto("/apps?tab=actions");
  await page.getByRole("link", { name: `Task #${id}` }).waitFor();
}, 40_000);

test("what was done outside is undone from the page", async () => {
  const entries = new Map<string, string>();
  const calendar = await openCalendarServer(entries);
  const [name, app, method, owner, grants] = ["Team", "caldav", "fields", "workspace", ["workspace"]];
  await server.call("POST", "/connections", { name, app, method, owner, grants, fields: { url: calendar.url } });
  await page.goto("/tasks");
  const event = { connection: "Team", title: "Kick-off", start: "2026-12-01" };
  const { id, status } = await runSteps([{ use: "caldav.create", with: event }]);
  expect([status, entries.size]).toEqual(["complete", 1]);
  await page.goto(`/tasks/${id}?tab=actions`);
  await page.getByRole("button", { name: "Undo: Calendar: Kick-off, 2026-12-01" }).click();
  await page.getByRole("button", { name: "Undo it" }).click();
  await page.getByText("undone by Dana Smith").waitFor({ timeout: 15_000 });
  expect(entries.size).toBe(0);
  calendar.close();
}, 40_000);

test("the rule that decides about a call can be asked for", async () => {
  await page.goto("/definitions");
  await page
    .getByRole("link", { name: /Ordering/ })
    .first()
    .click();
  await page.getByText("Which rule decides for this call?").click();
  await page.getByLabel("Tool", { exact: true }).last().fill("http.request");
  await page.getByLabel("Arguments, as JSON").fill('{"url": "https://example.org"}');
  await page.getByRole("button", { name: "Which rule decides?" }).click();
  await page.getByText("A person is asked first.").waitFor();
  await page.getByText("by a rule of the definition").waitFor();
});

test("a stopped tool is said on every page, on the task that waits for it, and lifted it goes on", async () => {
  await page.goto("/settings?tab=stops");
  await page.getByText("Nothing is stopped").waitFor();
  await page.getByRole("button", { name: "Stop…" }).click();
  await page.getByLabel("Which tool").fill("http.*");
  await page.getByLabel("Why").fill("wrong prices");
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Stop it now" }).click();
  const banner = page.getByText("Tool http.* is stopped by Dana Smith: wrong prices");
  await banner.waitFor();
  await wellMade();
  await server.call("POST", "/definitions", { source: JSON.stringify(PRICES()) });
  const { id } = await server.call<Task>("POST", "/tasks", { definition: "Asking prices", inputs: {} });
  await page.goto(`/tasks/${id}`);
  await banner.waitFor();
  await page
    .getByText(/"http.get" is stopped by Dana Smith.*wrong prices/)
    .first()
    .waitFor();
  await page.getByRole("link", { name: "Look at the kill switch" }).click();
  await page.getByText("holds 1 task").waitFor();
  await page.getByRole("button", { name: "Lift the stop: Tool http.*" }).click();
  await page.getByText("Nothing is stopped").waitFor();
  expect(await banner.count()).toBe(0);
  await page.goto(`/tasks/${id}`);
  await page.getByText("Complete", { exact: true }).first().waitFor();
});

/** At a desk and on a phone; in the dark, `pages.test.ts` looks at them. */
async function wellMade(): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}-${looks}.png` });
  await page.setViewportSize({ width: 360, height: 720 });
  await expectWhole(page);
  expect(await axeFindings(page), `${page.url()} at 360`).toEqual([]);
  if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}-${looks++}-narrow.png` });
  await page.setViewportSize({ width: 1440, height: 900 });
}
let looks = 0;

const taskNow = async (id: number) => await server.call<Task>("GET", `/tasks/${id}`);

/** As the person at the page starts it: it may use their connections. Gives it as it is once it has come so far. */
async function runSteps(steps: unknown[], soFar = ({ endedAt }: Task) => endedAt !== null): Promise<Task> {
  const definition = `Steps ${++definitions}`;
  await server.call("POST", "/definitions", { source: JSON.stringify({ name: definition, steps }) });
  const { id } = await page.evaluate(async (name) => {
    const body = JSON.stringify({ definition: name, inputs: {} });
    const headers = { "content-type": "application/json" };
    return (await (await fetch("/api/v1/tasks", { method: "POST", headers, body })).json()) as { id: number };
  }, definition);
  await expect.poll(async () => soFar(await taskNow(id)), { timeout: 15_000 }).toBe(true);
  return await taskNow(id);
}
let definitions = 0;

/** A real MCP server, over streamable HTTP. */
async function openEverything(): Promise<{ address: string; child: ChildProcess }> {
  const path = createRequire(import.meta.url).resolve("@modelcontextprotocol/server-everything/package.json");
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as AddressInfo;
  await new Promise((closed) => free.close(closed));
  const child = spawn(process.execPath, [join(dirname(path), "dist/index.js"), "streamableHttp"], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  await new Promise<void>((listening) =>
    child.stderr.on("data", (text) => /listening/i.test(String(text)) && listening()),
  );
  return { address: `http://127.0.0.1:${port}`, child };
}

interface Shop {
  server: Server;
  address: string;
  /** what its document says of ordering */
  orders: string;
  ordered: unknown[];
}

async function openShop(): Promise<Shop> {
  const opened: Shop = { server: createServer(), address: "", orders: "Order something", ordered: [] };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === "POST") opened.ordered.push(JSON.parse(Buffer.concat(chunks).toString()));
    if (request.url === "/members" && !signIns.isGood(request.headers.authorization)) response.statusCode = 401;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url === "/openapi.json" ? documentOf(opened) : { order: "A-17" }));
  };
  opened.server.on("request", (request, response) => void answer(request, response));
  opened.server.listen(0, "127.0.0.1");
  await once(opened.server, "listening");
  opened.address = `http://127.0.0.1:${(opened.server.address() as AddressInfo).port}`;
  return opened;
}

function documentOf({ address, orders }: Shop) {
  const body = (properties: object) => ({
    content: { "application/json": { schema: { type: "object", properties } } },
  });
  return {
    openapi: "3.1.0",
    info: { title: "Shop", description: "Sells boxes" },
    servers: [{ url: address }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
    paths: {
      "/goods": { get: { operationId: "goods", summary: "List what there is" } },
      "/orders": {
        post: {
          operationId: "order",
          summary: orders,
          parameters: [{ name: "count", in: "query", schema: { type: "integer" }, description: "How many to order" }],
          requestBody: body({ what: { type: "string" } }),
        },
      },
      "/note": { put: { operationId: "setnote", summary: "Note something", requestBody: body({}) } },
    },
  };
}

const ORDERING = () => ({
  name: "Ordering",
  title: "Order boxes",
  controls: [{ effect: "external", policy: "ask" }],
  steps: [
    {
      id: "order",
      use: "http.request",
      title: "Order ten boxes",
      with: { url: `${shop.address}/orders`, json: { what: "ten boxes" } },
    },
  ],
});

const PRICES = () => ({
  name: "Asking prices",
  title: "Ask for prices",
  steps: [{ id: "prices", use: "http.get", title: "Ask the shop", with: { url: `${shop.address}/goods` } }],
});
