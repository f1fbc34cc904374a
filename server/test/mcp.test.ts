import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  type ElicitRequest,
  ElicitRequestSchema,
  type ElicitResult,
  type Progress,
} from "@modelcontextprotocol/sdk/types.js";
import type { Role } from "@taskwright/api/actor.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestRow } from "./support/engine.ts";
import { type RunningServer, startServer } from "./support/running-server.ts";

let server: RunningServer;
const keys = new Map<Role, string>();
const clients: Client[] = [];

beforeAll(async () => {
  server = await startServer();
  for (const source of [SUM, LEAVE, TRIP]) await server.call("POST", "/definitions", { source });
  for (const role of ["operator", "approver", "viewer"] as const) {
    const { key } = await server.call<{ key: string }>("POST", "/keys", { name: `${role} of the test`, role });
    keys.set(role, key);
  }
}, 60_000);
afterAll(async () => {
  await Promise.all(clients.map(async (client) => await client.close()));
  await server.stop();
});

const SUM = `name: Add up
description: Adds two numbers.
inputs:
  a: { type: number }
  b: { type: number, default: 4 }
steps:
  - set: { sum: "{{ inputs.a + inputs.b }}" }
    id: result
outputs: { sum: "{{ steps.result.sum }}" }
`;
const LEAVE = `name: Grant leave
inputs:
  days: { type: integer }
steps:
  - id: grant
    ask: approval
    title: "May they take {{ inputs.days }} days off?"
    to: [role:operator]
    on_reject: continue
outputs: { granted: "{{ steps.grant.approved }}", by: "{{ steps.grant.by }}", why: "{{ steps.grant.comment }}" }
`;
const TRIP = `name: Book a trip
steps:
  - id: where
    ask: question
    title: Where to?
    to: [role:operator]
    form:
      type: object
      required: [city, nights]
      properties:
        city: { type: string, pattern: "[a-z]" }
        nights: { type: integer, minimum: 1 }
        class: { enum: [1, 2] }
outputs: { booked: "{{ steps.where.answer }}" }
`;

type Answer = (params: ElicitRequest["params"]) => ElicitResult;

async function connect(key = keys.get("operator")!, answer?: Answer): Promise<Client> {
  const capabilities = answer ? { elicitation: { form: {} } } : {};
  const client = new Client({ name: "test", version: "1" }, { capabilities });
  if (answer) client.setRequestHandler(ElicitRequestSchema, ({ params }) => answer(params));
  const requestInit = { headers: { authorization: `Bearer ${key}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${server.address}/mcp`), { requestInit }));
  clients.push(client);
  return client;
}

async function call(client: Client, name: string, args: object = {}) {
  const result = await client.callTool({ name, arguments: args as Record<string, unknown> });
  const [{ text = "" } = {}] = result.content as { text?: string }[];
  return { isError: result.isError ?? false, text, value: result.structuredContent as TestRow };
}

async function toolOf(client: Client, title: string): Promise<string> {
  const { tools } = await client.listTools();
  return tools.find((tool) => tool.title === title)!.name;
}

test("a client finds our tools and each definition as one, with the inputs it takes", async () => {
  const client = await connect();
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "start_task",
      "get_task",
      "list_tasks",
      "wait_for_task",
      "list_questions",
      "answer_question",
      "list_definitions",
    ]),
  );
  const sum = tools.find(({ title }) => title === "Add up")!;
  expect(sum.name).toMatch(/^run_add_up_\d+$/);
  expect(sum.description).toContain("Adds two numbers.");
  expect(sum.inputSchema).toMatchObject({ type: "object", required: ["a"], properties: { a: { type: "number" } } });
  expect(tools.every(({ name }) => /^[\w-]{1,64}$/.test(name))).toBe(true);
});

test("every argument of our tools says of what type it may be", async () => {
  const { tools } = await (await connect()).listTools();
  for (const { name, inputSchema } of tools.filter((tool) => !tool.name.startsWith("run_"))) {
    expect([name, untyped(inputSchema)]).toEqual([name, []]);
  }
});

/** Places in a schema that say nothing. */
function untyped(schema: unknown, place = ""): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties, additionalProperties, items, ...rest } = schema as Record<string, unknown>;
  const says =
    !Array.isArray(rest.type) &&
    ["type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"].some((keyword) => keyword in rest);
  const below = Object.entries({ ...(properties as object), "*": additionalProperties, "[]": items });
  return [...(says ? [] : [place]), ...below.flatMap(([name, each]) => untyped(each, `${place}/${name}`))];
}

test("a definition runs to its end and gives its outputs; inputs that do not fit are refused in words", async () => {
  const client = await connect();
  const name = await toolOf(client, "Add up");
  const { value } = await call(client, name, { a: 3 });
  expect(value).toMatchObject({ status: "complete", outputs: { sum: 7 }, error: null, questions: [] });
  expect(value.page).toBe(`${server.address}/tasks/${value.task}`);
  expect(await call(client, name, { a: "three" })).toMatchObject({
    isError: true,
    text: expect.stringContaining('"a"'),
  });
  expect(await call(client, "run_add_up_99999")).toMatchObject({ isError: true });
});

test("a task is started, found, asked about and answered by number", async () => {
  const client = await connect();
  const started = await call(client, "start_task", { definition: "Grant leave", inputs: { days: 3 } });
  const { task } = started.value;
  const waited = await call(client, "wait_for_task", { task, seconds: 60 });
  expect(waited.value).toMatchObject({ status: "waiting", questions: [{ kind: "approval", mayAnswer: true }] });
  const { value: list } = await call(client, "list_questions", { task, mine: true });
  const [{ question }] = list.questions;
  const refused = await call(client, "answer_question", { question, outcome: "answer" });
  expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('write "approve" or "reject"') });
  await call(client, "answer_question", { question, outcome: "approve", comment: "enjoy" });
  const { value: done } = await call(client, "wait_for_task", { task, seconds: 60 });
  expect(done).toMatchObject({
    status: "complete",
    outputs: { granted: true, by: "operator of the test", why: "enjoy" },
  });
  const { value: found } = await call(client, "list_tasks", { definition: "Grant leave", status: "complete" });
  expect(found.tasks).toContainEqual(expect.objectContaining({ task, status: "complete" }));
  expect((await call(client, "get_task", { task })).value).toEqual(done);
});

test("list_definitions searches, and says how each is called", async () => {
  const client = await connect();
  const { value } = await call(client, "list_definitions", { q: "adds two" });
  expect(value.definitions).toEqual([
    expect.objectContaining({ name: "Add up", tool: await toolOf(client, "Add up"), inputs: expect.anything() }),
  ]);
});

test("an approval is put to the client's user, and their decision is carried out by the key", async () => {
  const asked: ElicitRequest["params"][] = [];
  const client = await connect(undefined, (params) => {
    asked.push(params);
    return { action: "accept", content: { decision: "approve", comment: "sure" } };
  });
  const { value } = await call(client, await toolOf(client, "Grant leave"), { days: 5 });
  expect(value).toMatchObject({
    status: "complete",
    outputs: { granted: true, by: "operator of the test", why: "sure" },
  });
  expect(asked).toMatchObject([{ message: expect.stringContaining("May they take 5 days off?") }]);
});

test("a form is put to the user as far as it fits; who answers wrongly is told and asked again", async () => {
  const asked: { message: string; requestedSchema?: unknown }[] = [];
  const answers = [
    { city: "123", nights: 2, class: "1" },
    { city: "Rome", nights: 2, class: "1" },
  ];
  const client = await connect(undefined, (params) => {
    asked.push(params);
    return { action: "accept", content: answers[asked.length - 1] };
  });
  const { value } = await call(client, await toolOf(client, "Book a trip"));
  expect(asked[0]?.requestedSchema).toMatchObject({
    properties: { nights: { type: "integer", minimum: 1 }, class: { type: "string", enum: ["1", "2"] } },
    required: ["city", "nights"],
  });
  expect(value).toMatchObject({ status: "complete", outputs: { booked: { city: "Rome", nights: 2, class: 1 } } });
  expect(asked.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Where to\?/),
    expect.stringMatching(/^The answer does not fit the form: city .*\n\nWhere to\?/),
  ]);
});

test("a reply counts wherever it arrives, once, and only with a key that was asked", async () => {
  const client = await connect();
  const { value } = await call(client, "start_task", { definition: "Grant leave", inputs: { days: 4 } });
  const waiting = await call(client, "wait_for_task", { task: value.task, seconds: 60 });
  const id = `question-${waiting.value.questions[0].question}-of-another-process`;
  const reply = { jsonrpc: "2.0", id, result: { action: "accept", content: { decision: "reject", comment: "no" } } };
  expect((await post({ authorization: `Bearer ${keys.get("viewer")}` }, reply)).status).toBe(202);
  expect((await call(client, "get_task", { task: value.task })).value).toMatchObject({ status: "waiting" });
  for (const decision of ["reject", "approve"]) {
    const content = { decision, comment: "no" };
    await post(
      { authorization: `Bearer ${keys.get("operator")}` },
      { ...reply, result: { action: "accept", content } },
    );
  }
  const done = await call(client, "wait_for_task", { task: value.task, seconds: 60 });
  expect(done.value).toMatchObject({ status: "complete", outputs: { granted: false, why: "no" } });
});

test.each(["decline", "cancel"] as const)("a user who chooses to %s leaves the question open", async (action) => {
  let times = 0;
  const client = await connect(undefined, () => {
    times++;
    return { action };
  });
  const { value } = await call(client, await toolOf(client, "Grant leave"), { days: 1 });
  expect(value).toMatchObject({ status: "waiting", questions: [{ mayAnswer: true, status: "open" }] });
  expect(times).toBe(1);
});

test("whoever waits is told how far the task is", async () => {
  const client = await connect();
  const { value } = await call(client, "start_task", { definition: "Grant leave", inputs: { days: 2 } });
  const seen: Progress[] = [];
  const params = { name: "wait_for_task", arguments: { task: value.task } };
  await client.callTool(params, undefined, { onprogress: (progress) => seen.push(progress) });
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.at(-1)).toMatchObject({ total: 100, message: expect.stringContaining("May they take 2 days off?") });
});

test("a key sees and does what its role may", async () => {
  const viewer = await connect(keys.get("viewer"));
  const { tools } = await viewer.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "get_task",
    "list_tasks",
    "wait_for_task",
    "list_questions",
    "list_definitions",
  ]);
  const refused = await call(viewer, "start_task", { definition: "Add up", inputs: { a: 1 } });
  expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('does not include "task.create"') });
  const name = await toolOf(await connect(), "Add up");
  expect(await call(viewer, name, { a: 1 })).toMatchObject({ isError: true });
});

test("a request is not put to a user whose key it was not asked of", async () => {
  const { value } = await call(await connect(), "start_task", { definition: "Grant leave", inputs: { days: 9 } });
  let asked = 0;
  const approver = await connect(keys.get("approver"), () => {
    asked++;
    return { action: "accept", content: { decision: "approve" } };
  });
  const waited = await call(approver, "wait_for_task", { task: value.task, seconds: 1 });
  expect(waited.value).toMatchObject({ status: "waiting", questions: [{ mayAnswer: false }] });
  expect(asked).toBe(0);
});

/** One message as a client sends it, and the answer as it comes. */
async function post(headers: Record<string, string>, body: unknown = { jsonrpc: "2.0", id: 1, method: "tools/list" }) {
  return await fetch(`${server.address}/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

test.each([
  ["no key", 401, { authorization: "" }],
  ["a wrong key", 401, { authorization: "Bearer tw_00_nobody" }],
  ["a page of another site", 403, { origin: "https://elsewhere.example", authorization: "key" }],
  ["what is no JSON", 400, { authorization: "key" }, "{"],
  ["what is no message", 400, { authorization: "key" }, '{"hello":1}'],
  ["a body of 5 MB", 413, { authorization: "key" }, JSON.stringify("x".repeat(5_000_000))],
])("%s is refused with %i", async (_what, status, headers, body?: string) => {
  const { authorization } = headers;
  const key = authorization === "key" ? { authorization: `Bearer ${server.key}` } : {};
  const response = await post({ ...headers, ...key }, body);
  expect([response.status, await response.text()]).toEqual([status, expect.stringMatching(/\w+ \w+/)]);
});

test("a session of the page opens nothing here", async () => {
  const token = server.ownerLink.split("token=")[1]!;
  const signedIn = await fetch(`${server.address}/api/v1/session/link`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.address },
    body: JSON.stringify({ token }),
  });
  const cookie = signedIn.headers.get("set-cookie")!.split(";")[0]!;
  expect((await fetch(`${server.address}/api/v1/tasks`, { headers: { cookie } })).status).toBe(200);
  expect((await post({ cookie })).status).toBe(401);
});

test("there is no stream to open and no session to keep", async () => {
  const authorization = `Bearer ${server.key}`;
  expect((await fetch(`${server.address}/mcp`, { headers: { authorization } })).status).toBe(405);
  expect((await fetch(`${server.address}/mcp`, { method: "DELETE", headers: { authorization } })).status).toBe(204);
});
