import { expect, test } from "vitest";
import { ApiError, createClient } from "./client.ts";
import { routes } from "./routes.ts";
import { readServerSentEvents } from "./server-sent-events.ts";

type Answer = Response | Error;

/** A server that gives these answers, one after the other, and keeps what it was asked. */
function server(...answers: Answer[]) {
  const asked: { url: string; init: RequestInit }[] = [];
  const client = createClient({
    baseUrl: "http://server",
    key: "tw_1_x",
    retries: 2,
    async fetch(url, init) {
      asked.push({ url: url as string, init: init! });
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { client, asked, header: (at: number, name: string) => new Headers(asked[at]!.init.headers).get(name) };
}

const json = (body: unknown, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers });
const unavailable = () => json({ code: "unavailable", detail: "Later.", status: 503 }, 503, { "retry-after": "0.01" });

test("a call becomes a request: path, query, body, key", async () => {
  const { client, asked, header } = server(json({ ids: [] }), json({ id: 7 }), new Response(null, { status: 204 }));
  await client.call(routes.tasks.list, { query: { status: "queued,running", limit: 10, q: undefined } });
  expect(asked[0]).toMatchObject({
    url: "http://server/api/v1/tasks?status=queued%2Crunning&limit=10",
    init: { method: "GET" },
  });
  await client.call(routes.tasks.cancel, { params: { id: 7 }, body: { reason: "why not" } });
  expect(asked[1]).toMatchObject({
    url: "http://server/api/v1/tasks/7/cancellation",
    init: { method: "POST", body: '{"reason":"why not"}' },
  });
  expect([header(1, "authorization"), header(1, "content-type")]).toEqual(["Bearer tw_1_x", "application/json"]);
  expect(await client.call(routes.files.remove, { params: { id: 1 } })).toBeUndefined();
});

test("what may be repeated is, under one key, until the server answers", async () => {
  const { client, asked, header } = server(unavailable(), new TypeError("connection refused"), json({ id: 1 }, 201));
  expect(await client.call(routes.tasks.create, { body: { definition: "x" } })).toEqual({ id: 1 });
  expect(asked).toHaveLength(3);
  expect(header(0, "idempotency-key")).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set([0, 1, 2].map((at) => header(at, "idempotency-key"))).size).toBe(1);
});

test("what may not be repeated is sent once", async () => {
  const { client, asked } = server(unavailable());
  await expect(client.call(routes.tasks.retry, { params: { id: 7 }, body: {} })).rejects.toThrow("Later.");
  expect(asked).toHaveLength(1);
});

test("it gives up after so many tries, with what the server said last", async () => {
  const { client, asked } = server(unavailable(), unavailable(), unavailable());
  await expect(client.call(routes.agents.list, {})).rejects.toMatchObject({
    name: "ApiError",
    code: "unavailable",
    status: 503,
  });
  expect(asked).toHaveLength(3);
});

test("a refusal is an error that carries the problem", async () => {
  const problem = {
    type: "x",
    title: "Conflict",
    status: 409,
    code: "already_decided",
    detail: "Dana approved it.",
    details: { by: "dana" },
  };
  const { client } = server(json(problem, 409));
  const error = await client.call(routes.interactions.get, { params: { id: 1 } }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ message: "Dana approved it.", problem });
});

test("an answer that is no problem document is still an error with a status", async () => {
  const { client } = server(new Response("<html>Bad gateway</html>", { status: 502 }));
  await expect(client.call(routes.agents.list, {})).rejects.toMatchObject({ status: 502, code: "unknown" });
});

test("a stream that is refused for good ends with the reason", async () => {
  const { client } = server(json({ code: "unauthenticated", detail: "Sign in.", status: 401 }, 401));
  await expect(client.stream(routes.events.stream, {}).next()).rejects.toMatchObject({ code: "unauthenticated" });
});

test.each([
  ["in one piece", ["id: 1-2\nevent: a.b\ndata: {}\n\n"]],
  ["cut anywhere", ["id: 1-", "2\neve", "nt: a.b\nda", "ta: {}\n", "\n"]],
  ["with Windows line ends", ["id: 1-2\r\nevent: a.b\r\ndata: {}\r\n\r\n"]],
  ["after comments", [": hello\n\nretry: 5\n\n", "id: 1-2\nevent: a.b\n: x\ndata: {}\n\n"]],
])("a message that comes %s is read whole", async (_, pieces) => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const read = [];
  for await (const message of readServerSentEvents(body)) read.push(message);
  expect(read).toEqual([{ id: "1-2", event: "a.b", data: "{}" }]);
});
