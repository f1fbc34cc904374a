import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";

let apps: TestApps;
let addresses: string[] = [];
/** every name is what `addresses` says next */
const lookup: LookupFunction = (_host, _options, done) => {
  const address = addresses.length > 1 ? addresses.shift()! : addresses[0]!;
  done(null, [{ address, family: 4 }]);
};
beforeAll(async () => {
  const config = { httpAllow: ["127.0.0.1", "127.0.0.2"], smtpUrl: undefined, mailFrom: "a@example.org" };
  apps = await testApps({ config, lookup });
});
afterAll(async () => await apps.close());

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

type Answer = (request: IncomingMessage & { text: string }, response: ServerResponse) => void;

/** A real server that answers each request with the next of these, the last one again and again. */
async function serve(...answers: Answer[]) {
  const seen: (IncomingMessage & { text: string })[] = [];
  const server = createServer((request, response) => {
    void request.toArray().then((chunks) => {
      const read = Object.assign(request, { text: Buffer.concat(chunks).toString("utf8") });
      seen.push(read);
      answers[Math.min(seen.length, answers.length) - 1]!(read, response);
    });
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "0.0.0.0", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port: (server.address() as AddressInfo).port,
    seen,
  };
}

const status =
  (code: number, headers: Record<string, string> = {}, body: string | Buffer = ""): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end(body);
const ok = status(200, { "content-type": "application/json" }, '{"ok":true}');

it("gives up an answer that announces too much, and nothing else with it", async () => {
  const { url } = await serve(status(200, { "content-type": "text/plain" }, "x".repeat(100_000)));
  await expect(apps.use("http.get", { url, limit_bytes: 10 })).rejects.toThrow("more than the 10 bytes");
  // what breaks unheard would break this process, and this test with it
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
});

describe("the answer's body is", () => {
  it.each([
    ["JSON", { "content-type": "application/json; charset=utf-8" }, '{"a":[1]}', { a: [1] }],
    ["JSON of a vendor", { "content-type": "application/problem+json" }, '{"a":1}', { a: 1 }],
    ["text", { "content-type": "text/plain; charset=iso-8859-1" }, Buffer.from("Grüße", "latin1"), "Grüße"],
    ["JSON that is none as text", { "content-type": "application/json" }, "oops", "oops"],
    ["nothing", {}, "", null],
    ["unpacked", { "content-type": "application/json", "content-encoding": "gzip" }, gzipSync('{"a":2}'), { a: 2 }],
    [
      "a file",
      { "content-type": "application/pdf" },
      "%PDF-1.7\n1 0 obj",
      { file: expect.any(Number), name: "report.pdf" },
    ],
  ])("%s", async (_, headers, body, expected) => {
    const { url } = await serve(status(200, headers, body));
    expect(await apps.use("http.get", { url: `${url}/report.pdf` })).toMatchObject({ status: 200, body: expected });
  });
});

it("a request carries method, query, headers, body and the call's key", async () => {
  const { url, seen } = await serve(ok);
  const args = {
    url: `${url}/orders?a=1`,
    query: { b: [2, true], none: null },
    headers: { "X-Trace": 7 },
    json: { n: 1 },
  };
  expect((await apps.use("http.request", args, { idempotencyKey: "key-1" })).body).toEqual({ ok: true });
  expect(seen[0]).toMatchObject({ method: "POST", url: "/orders?a=1&b=2&b=true", text: '{"n":1}' });
  expect(seen[0]!.headers).toMatchObject({
    "x-trace": "7",
    "content-type": "application/json",
    "idempotency-key": "key-1",
  });
});

it.each([
  [{ body: "a,b" }, "a,b", undefined],
  [{ form: { a: "1 2", b: true } }, "a=1+2&b=true", "application/x-www-form-urlencoded"],
  [{ file: "sent.csv" }, "x,y\n", "text/csv"],
])("a body may be %j", async (args, text, type) => {
  await apps.put("sent.csv", "x,y\n");
  const { url, seen } = await serve(ok);
  await apps.use("http.request", { url, ...args });
  expect(seen[0]!.text).toBe(text);
  expect(seen[0]!.headers["content-type"]).toBe(type);
});

it("the answer may be saved in the store", async () => {
  const { url } = await serve(status(200, { "content-type": "text/csv" }, "a,b\n"));
  await apps.use("http.request", { method: "GET", url, save_to: "saved/list.csv" });
  expect(await apps.textOf("saved/list.csv")).toBe("a,b\n");
});

describe("a failure that may pass is tried again", () => {
  it.each([
    ["429", status(429, { "retry-after": "0" })],
    ["503", status(503, { "retry-after": new Date(0).toUTCString() })],
    ["500", status(500, { "retry-after": "0" })],
  ])("after %s, under the same key", async (_, failing) => {
    const { url, seen } = await serve(failing, failing, ok);
    expect((await apps.use("http.request", { url, json: {} })).status).toBe(200);
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map((request) => request.headers["idempotency-key"])).size).toBe(1);
  });

  it("after a connection that broke", async () => {
    const { url, seen } = await serve((request) => request.socket.destroy(), ok);
    expect((await apps.use("http.get", { url })).status).toBe(200);
    expect(seen).toHaveLength(2);
  });

  it.each([
    ["an attempt was all there are", { attempts: 1, json: {} }],
    ["the server ignores keys", { repeatable: false, json: {} }],
  ])("but not when %s", async (_, args) => {
    const { url, seen } = await serve(status(503, { "retry-after": "0" }), ok);
    await expect(apps.use("http.request", { url, ...args })).rejects.toMatchObject({
      code: "http_status",
      retryable: true,
    });
    expect(seen).toHaveLength(1);
  });

  it("and a wait longer than half a minute is left to the step's retry", async () => {
    const { url, seen } = await serve(status(429, { "retry-after": "3600" }));
    await expect(apps.use("http.get", { url })).rejects.toMatchObject({ code: "http_status", retryable: true });
    expect(seen).toHaveLength(1);
  });
});

it("a status of 400 and above is an error that shows what the server said", async () => {
  const { url } = await serve(status(422, {}, "no such customer"));
  const call = apps.use("http.request", { url: `${url}/x?key=secret`, json: {} });
  await expect(call).rejects.toMatchObject({
    code: "http_status",
    retryable: false,
    message: `POST ${url}/x answered 422 Unprocessable Entity: no such customer`,
  });
  expect(await apps.use("http.get", { url, fail: false })).toMatchObject({ status: 422, body: "no such customer" });
});

describe("an answer that is too large is refused", () => {
  it.each([
    ["as it is declared", status(200, {}, "x".repeat(2000))],
    ["as it streams", (_: unknown, response: ServerResponse) => void response.writeHead(200).write("x".repeat(2000))],
    ["once it is unpacked", status(200, { "content-encoding": "gzip" }, gzipSync("x".repeat(1_000_000)))],
  ])("%s", async (_, answer) => {
    const { url } = await serve(answer);
    await expect(apps.use("http.get", { url, limit_bytes: 1500 })).rejects.toMatchObject({ code: "http_too_large" });
  });
});

it.each([
  ["does not answer", () => {}],
  ["stops in the middle", (_: unknown, response: ServerResponse) => void response.writeHead(200).write("x")],
])("a server that %s is given up", async (_, answer) => {
  const { url } = await serve(answer);
  await expect(apps.use("http.get", { url, timeout_seconds: 0.1, attempts: 1 })).rejects.toMatchObject({
    code: "http_timeout",
    retryable: true,
  });
});

it("a cancelled task lets go at once", async () => {
  const cancel = new AbortController();
  const { url } = await serve(() => cancel.abort(new Error("cancelled")));
  await expect(apps.use("http.get", { url }, { signal: cancel.signal })).rejects.toThrow("cancelled");
});

describe("redirects", () => {
  it("are followed on one server, headers and all", async () => {
    const { url, seen } = await serve(status(302, { location: "/there" }), ok);
    await apps.use("http.get", { url, headers: { authorization: "Bearer x" } });
    expect(seen[1]).toMatchObject({ url: "/there", headers: { authorization: "Bearer x" } });
  });

  it("to another server lose every header of the caller", async () => {
    const other = await serve(ok);
    const { url } = await serve(status(302, { location: other.url }));
    await apps.use("http.get", { url, headers: { authorization: "Bearer x", cookie: "a=b", "x-api-key": "k" } });
    expect(Object.keys(other.seen[0]!.headers).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  it("do not carry a body to another server", async () => {
    const other = await serve(ok);
    const { url } = await serve(status(307, { location: other.url }));
    await expect(apps.use("http.request", { url, json: { secret: 1 } })).rejects.toMatchObject({
      code: "http_redirect",
    });
    expect(other.seen).toEqual([]);
  });

  it("after a POST are read with GET", async () => {
    const { url, seen } = await serve(status(303, { location: "/done" }), ok);
    await apps.use("http.request", { url, json: {} });
    expect(seen[1]).toMatchObject({ method: "GET", text: "" });
  });

  it("end after five, and may be left alone", async () => {
    const { url, seen } = await serve(status(302, { location: "/again" }));
    await expect(apps.use("http.get", { url })).rejects.toMatchObject({ code: "http_redirect" });
    expect(seen).toHaveLength(6);
    expect(await apps.use("http.get", { url, follow: false })).toMatchObject({
      status: 302,
      headers: { location: "/again" },
    });
  });

  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://127.0.0.3/",
    "file:///etc/passwd",
    "http://rebound.test/",
  ])("to %s are refused", async (location) => {
    addresses = ["10.0.0.1"];
    const { url } = await serve(status(302, { location }));
    await expect(apps.use("http.get", { url })).rejects.toMatchObject({
      name: "ToolError",
      code: expect.stringMatching(/http_(refused|url)/),
      retryable: false,
    });
  });
});

describe("names", () => {
  it("are refused when they stand for a private address", async () => {
    addresses = ["192.168.1.1"];
    await expect(apps.use("http.get", { url: "http://innocent.test/" })).rejects.toMatchObject({
      code: "http_refused",
    });
  });

  it("are looked up anew for every connection, and only what was checked is connected to", async () => {
    const { port, seen } = await serve(
      (request, response) => void response.writeHead(200, { connection: "close" }).end(request.socket.localAddress),
    );
    addresses = ["127.0.0.2", "127.0.0.9"];
    // one lookup, and the connection goes where it said; a second lookup would have said another address
    expect((await apps.use("http.get", { url: `http://rebinding.test:${port}/`, as: "text" })).body).toBe("127.0.0.2");
    expect(addresses).toEqual(["127.0.0.9"]);
    await expect(apps.use("http.get", { url: `http://rebinding.test:${port}/` })).rejects.toMatchObject({
      code: "http_refused",
    });
    expect(seen).toHaveLength(1);
  });
});

it.each([
  [{ headers: { Host: "internal" } }, "http_arguments"],
  [{ headers: { "x-a": "1\r\nX-Evil: 1" } }, "http_arguments"],
  [{ headers: { "bad header": "1" } }, "http_arguments"],
])("%j is refused", async (args, code) => {
  const { url, seen } = await serve(ok);
  await expect(apps.use("http.get", { url, ...args })).rejects.toMatchObject({ code });
  expect(seen).toEqual([]);
});
