import { createClient } from "@taskwright/api/client.ts";
import type { Event } from "@taskwright/api/event.ts";
import { routes } from "@taskwright/api/routes.ts";
import { readServerSentEvents } from "@taskwright/api/server-sent-events.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { testWorkspace } from "../../test/support/database.ts";
import { systemActor } from "../access/actor.ts";
import { appendEvent } from "./append.ts";

let tested: TestApp;
let workspaceId: number;
let key: string;

beforeAll(async () => {
  tested = await testApp({ heartbeatMs: 20 });
  ({ workspaceId } = await testWorkspace(tested.test.database.db));
  key = await tested.keyFor(workspaceId, "viewer");
});
afterAll(async () => await tested.close());

const append = async (kind: string, taskId?: number, into = workspaceId) =>
  await appendEvent(tested.test.database.db, {
    workspaceId: into,
    kind,
    taskId,
    actor: systemActor(into, "test"),
    data: { kind },
  });

/** Opens the stream and returns a way to take one event after the other from it. */
async function open(query = "", headers: Record<string, string> = {}, as = key) {
  const response = await tested.request("GET", `/events${query}`, { key: as, headers });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const messages = readServerSentEvents(response.body!);
  return {
    async next() {
      for (;;) {
        const { value, done } = await messages.next();
        if (done) return undefined;
        if (value.data) return { ...value, parsed: JSON.parse(value.data) as Event };
      }
    },
    async close() {
      // a generator that was never asked has nothing to end; the heartbeat comes soon
      await messages.next();
      await messages.return(undefined);
    },
  };
}

test("events arrive as they happen, each with its id, its kind and its data", async () => {
  const stream = await open("?kind=task.*");
  await append("task.created", 5);
  const message = await stream.next();
  expect(message).toMatchObject({
    event: "task.created",
    parsed: { kind: "task.created", taskId: 5, data: { kind: "task.created" } },
  });
  expect(message?.id).toBe(message?.parsed.id);
  await stream.close();
});

test.each([
  ["the header Last-Event-ID", (id: string) => open("?kind=resume.*", { "last-event-id": id })],
  ["?after", (id: string) => open(`?kind=resume.*&after=${id}`)],
])("a stream resumes with %s where the last one broke", async (_, resume) => {
  const stream = await open("?kind=resume.*");
  await append("resume.one");
  const first = await stream.next();
  await stream.close();
  await append("resume.two");
  await append("resume.three");
  const resumed = await resume(first!.id!);
  expect([(await resumed.next())?.event, (await resumed.next())?.event]).toEqual(["resume.two", "resume.three"]);
  await resumed.close();
});

test("filters take a task or kinds, and another workspace is never seen", async () => {
  const { workspaceId: other } = await testWorkspace(tested.test.database.db);
  const byTask = await open("?task=77");
  const byKind = await open("?kind=interaction.*,agent.updated");
  await append("task.created", 77, other);
  await append("agent.created", 76);
  await append("agent.updated");
  await append("interaction.opened", 77);
  expect((await byTask.next())?.event).toBe("interaction.opened");
  expect((await byKind.next())?.event).toBe("agent.updated");
  expect((await byKind.next())?.event).toBe("interaction.opened");
  await byTask.close();
  await byKind.close();
});

test("a stream ends at once when its key is revoked", async () => {
  const owner = await tested.keyFor(workspaceId, "owner");
  const { apiKey, key: doomed } = await (
    await tested.request("POST", "/keys", { key: owner, body: { name: "doomed", role: "viewer" } })
  ).json();
  const stream = await open("?kind=nothing.ever", {}, doomed);
  await tested.request("DELETE", `/keys/${apiKey.id}`, { key: owner });
  expect(await stream.next()).toBeUndefined();
});

test("a stream ends by itself when its key is over", async () => {
  const owner = await tested.keyFor(workspaceId, "owner");
  const expiresAt = new Date(Date.now() + 300).toISOString();
  const { key: short } = await (
    await tested.request("POST", "/keys", { key: owner, body: { name: "short", role: "viewer", expiresAt } })
  ).json();
  const stream = await open("?kind=nothing.ever", {}, short);
  expect(await stream.next()).toBeUndefined();
  expect(Date.now()).toBeGreaterThanOrEqual(new Date(expiresAt).getTime());
});

test("one name opens so many streams and no more, and a closed one makes room", async () => {
  const busy = await tested.keyFor(workspaceId, "viewer");
  const streams = await Promise.all(Array.from({ length: 20 }, async () => await open("", {}, busy)));
  expect((await tested.request("GET", "/events", { key: busy })).status).toBe(429);
  await streams[0]!.close();
  await (await open("", {}, busy)).close();
  for (const stream of streams) await stream.close();
});

test("heartbeats carry the place reached, so that who sees few events resumes from there", async () => {
  const response = await tested.request("GET", "/events?kind=nothing.ever", { key });
  const messages = readServerSentEvents(response.body!);
  const { value } = await messages.next();
  expect(value).toMatchObject({ data: "", id: expect.stringMatching(/^\d+-\d+$/) });
  await messages.return(undefined);
});

test("an id that is none is refused", async () => {
  const response = await tested.request("GET", "/events?after=yesterday", { key });
  expect([response.status, (await response.json()).code]).toEqual([400, "invalid"]);
});

test("the client reads on over broken connections, without gap or duplicate", async () => {
  const broken: AbortController[] = [];
  const client = createClient({
    baseUrl: "",
    key,
    fetch: async (address, init) => {
      const breaking = new AbortController();
      broken.push(breaking);
      return await tested.app.request(address, {
        ...init,
        signal: AbortSignal.any([breaking.signal, init!.signal!]),
      });
    },
  });
  const ended = new AbortController();
  const stream = client.stream(routes.events.stream, { query: { kind: "broken.*" }, signal: ended.signal });
  const kinds: string[] = [];
  const first = stream.next();
  await expect.poll(() => broken.length).toBe(1);
  await append("broken.0");
  kinds.push((await first).value.kind);
  for (let count = 1; count < 5; count++) {
    broken.at(-1)!.abort();
    await append(`broken.${count}`);
    kinds.push((await stream.next()).value.kind);
  }
  expect(kinds).toEqual(["broken.0", "broken.1", "broken.2", "broken.3", "broken.4"]);
  ended.abort();
  await stream.return(undefined);
});
