import { Hono } from "hono";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { testWorkspace } from "../../test/support/database.ts";
import { type Listening, listen } from "./listen.ts";

let tested: TestApp;
let server: Listening;
let key: string;

beforeAll(async () => {
  tested = await testApp();
  const { workspaceId } = await testWorkspace(tested.test.database.db);
  key = await tested.keyFor(workspaceId, "owner");
  const limits = { headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 50 };
  server = await listen(tested.app, { host: "127.0.0.1", port: 0, limits });
});
afterAll(async () => {
  await server.close(0);
  await tested.close();
});

async function dial(): Promise<Socket> {
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function readAll(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += chunk;
  return text;
}

const MEGABYTE = Buffer.alloc(1_000_000, 0x20);

test.each<[string, string, (part: Buffer) => (Buffer | string)[]]>([
  ["that says so", "content-length: 50000000", (part) => [part]],
  ["in chunks that do not", "transfer-encoding: chunked", (part) => [`${part.length.toString(16)}\r\n`, part, "\r\n"]],
])("a body of 50 MB %s is refused early, and most of it is never read", async (_, header, frame) => {
  const socket = await dial();
  socket.write(
    `POST /api/v1/agents HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n${header}\r\n\r\n`,
  );
  const answered = once(socket, "data");
  let sent = 0;
  let answer: Buffer | undefined;
  void answered.then(([data]) => (answer = data));
  while (!answer && sent < 50) {
    for (const part of frame(MEGABYTE)) if (!socket.write(part)) await Promise.race([once(socket, "drain"), answered]);
    sent++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await answered;
  expect(String(answer)).toMatch(/^HTTP\/1.1 413 /);
  expect(String(answer)).toContain('"code":"too_large"');
  expect(sent).toBeLessThan(50);
  socket.destroy();
});

test("a client gets the answer to a body of 50 MB, not a broken connection", async () => {
  const response = await fetch(`${server.url}/api/v1/agents`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: Buffer.alloc(50_000_000, 0x20),
  });
  expect([response.status, (await response.json()).code]).toEqual([413, "too_large"]);
});

test.each([
  ["headers", "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: "],
  [
    "a body",
    `POST /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
  ],
])("a client that never ends its %s is hung up on", async (_, beginning) => {
  const socket = await dial();
  socket.write(beginning);
  expect(await readAll(socket)).toMatch(/^(HTTP\/1.1 408 |$)/);
});

test("headers without end are refused", async () => {
  const response = await fetch(`${server.url}/healthz`, { headers: { "x-long": "a".repeat(20_000) } });
  expect(response.status).toBe(431);
});

test("closing lets a running request end, ends event streams, and takes no more", async () => {
  const app = new Hono();
  const inside = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  app.get("/slow", async (context) => {
    inside.resolve();
    await goOn.promise;
    return context.text("done");
  });
  const other = await listen(app, { host: "127.0.0.1", port: 0 });
  const slow = fetch(`${other.url}/slow`);
  await inside.promise;
  const closed = other.close();
  await expect(fetch(`${other.url}/slow`)).rejects.toThrow("fetch failed");
  goOn.resolve();
  expect(await (await slow).text()).toBe("done");
  await closed;
});

test("a client that hangs up, or asks for the head alone, leaves no stream behind", async () => {
  const headers = { authorization: `Bearer ${key}` };
  const open = async (signal?: AbortSignal) => await fetch(`${server.url}/api/v1/events`, { headers, signal });
  const hangUp = new AbortController();
  const streams = await Promise.all(Array.from({ length: 20 }, async () => await open(hangUp.signal)));
  expect(streams.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  expect((await open()).status).toBe(429);
  hangUp.abort();
  await expect
    .poll(async () => (await fetch(`${server.url}/api/v1/events`, { headers, method: "HEAD" })).status)
    .toBe(200);
  for (let count = 0; count < 25; count++) {
    expect((await fetch(`${server.url}/api/v1/events`, { headers, method: "HEAD" })).status).toBe(200);
  }
  const again = new AbortController();
  await expect.poll(async () => (await open(again.signal)).status).toBe(200);
  again.abort();
});

test("a taken port is told in words", async () => {
  await expect(listen(tested.app, { host: "127.0.0.1", port: server.port })).rejects.toThrow(
    /Port \d+ on 127.0.0.1 is taken.*set PORT/,
  );
});
