import { LLMock } from "@copilotkit/aimock";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { testWorkspace } from "../../test/support/database.ts";
import { createApp } from "../app.ts";
import { createVault } from "../connections/vault.ts";
import { findOffers } from "./offers.ts";
import { modelRoutes } from "./routes.ts";
import { type OpenModels, openModels } from "./turn.ts";

const KEY = "sk-planted-0123456789";

let tested: TestApp;
let mock: LLMock;
let models: OpenModels;
let app: ReturnType<typeof createApp>;
let builder: string;
let viewer: string;
let workspaceId: number;

beforeAll(async () => {
  tested = await testApp();
  mock = new LLMock({ port: 0, logLevel: "silent" });
  await mock.start();
  const { database } = tested.test;
  const vault = createVault(() => [VAULT_KEY]);
  const { log } = tested.services;
  models = openModels({ db: database.db, vault, signals: tested.signals, log, httpAllow: [] });
  const config = { httpAllow: [] };
  app = createApp({ ...tested.services, checkReplies: true }, [
    (mount) => modelRoutes({ vault, models, config }, mount),
  ]);
  ({ workspaceId } = await testWorkspace(database.db));
  builder = await tested.keyFor(workspaceId, "builder");
  viewer = await tested.keyFor(workspaceId, "viewer");
});
const VAULT_KEY = randomBytes(32);
beforeEach(() => void mock.reset());
afterAll(async () => {
  await models.close();
  await mock.stop();
  await tested.close();
});

async function send(method: string, path: string, body?: unknown, as = builder) {
  const response = await app.request(`/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${as}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, json: text ? JSON.parse(text) : undefined };
}

let made = 0;
async function connect(more: object = {}) {
  const model = { name: `Model ${++made}`, provider: "openai", modelName: "gpt-5-mini", key: KEY, ...here(), ...more };
  const created = await send("POST", "/models", model);
  expect([created.status, created.text]).toEqual([201, expect.any(String)]);
  return created.json as { id: number; name: string; version: number };
}
const here = () => ({ address: `${mock.url}/v1`, thisMachine: true });

test("a model is connected, read, listed, changed and removed, and its key is never given back", async () => {
  const model = await connect({ maxConcurrent: 4 });
  expect(model).toMatchObject({ hasKey: true, maxConcurrent: 4, version: 1, trouble: null, agents: 0 });
  const changed = await send("PATCH", `/models/${model.id}`, { version: 1, maxConcurrent: null, modelName: "gpt-5" });
  expect(changed.json).toMatchObject({ maxConcurrent: null, modelName: "gpt-5", version: 2, hasKey: true });
  expect((await send("PATCH", `/models/${model.id}`, { version: 1, name: "late" })).status).toBe(412);
  const seen = [
    (await send("GET", `/models/${model.id}`)).text,
    (await send("GET", "/models")).text,
    changed.text,
    JSON.stringify(await tested.test.database.db.selectFrom("events").selectAll().execute()),
    JSON.stringify(await tested.test.database.db.selectFrom("models").selectAll().execute()),
    tested.logged.join(),
  ].join();
  expect(seen).toContain(model.name);
  expect(seen).not.toContain("planted");
  expect((await send("DELETE", `/models/${model.id}`)).status).toBe(204);
  expect((await send("GET", `/models/${model.id}`)).status).toBe(404);
});

test("Test sends one real request and shows what came back, with time, tokens and cost", async () => {
  const model = await connect();
  mock.onMessage(/hello/, { content: "Hello, I am a mock.", usage: { input_tokens: 1_000_000, output_tokens: 100 } });
  const { json } = await send("POST", `/models/${model.id}/test`);
  expect(json).toMatchObject({
    ok: true,
    text: "Hello, I am a mock.",
    usage: { inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 100 },
    cost: expect.closeTo(0.2502, 6),
  });
  expect(mock.getRequests()).toHaveLength(1);
});

test("a price of one's own counts more than the table", async () => {
  const price = { input: 1000, cachedInput: 0, output: 0 };
  const model = await connect({ price });
  mock.onMessage(/hello/, { content: "Hi", usage: { input_tokens: 5, output_tokens: 100 } });
  expect((await send("POST", `/models/${model.id}/test`)).json.cost).toBeCloseTo(0.005, 9);
  expect((await send("GET", `/models/${model.id}`)).json).toMatchObject({ price, priceFrom: "own" });
});

test("a refused key is trouble that is told once, until a test succeeds", async () => {
  const model = await connect();
  mock.onMessage(/hello/, { error: { message: "bad" }, status: 401 });
  for (let time = 0; time < 2; time++) {
    const { json } = await send("POST", `/models/${model.id}/test`);
    expect(json).toMatchObject({ ok: false, code: "unauthorized", text: expect.stringContaining("another key") });
  }
  expect((await send("GET", `/models/${model.id}`)).json).toMatchObject({
    trouble: { code: "unauthorized" },
    tested: { ok: false, text: expect.stringContaining("another key") },
  });
  mock.reset();
  mock.onMessage(/hello/, { content: "Hi" });
  expect((await send("POST", `/models/${model.id}/test`)).json.ok).toBe(true);
  expect((await send("GET", `/models/${model.id}`)).json).toMatchObject({
    trouble: null,
    tested: { ok: true, text: "Hi" },
  });
  const events = await tested.test.database.db.selectFrom("events").select(["kind", "data"]).orderBy("id").execute();
  const told = events.filter(({ data }) => (data as { modelId?: number }).modelId === model.id).map(({ kind }) => kind);
  expect(told).toEqual(["model.created", "model.failed", "model.recovered"]);
});

test("a model whose server is away is in trouble until it answers again", async () => {
  const away = new LLMock({ port: 0, logLevel: "silent" });
  const address = `${await away.start()}/v1`;
  await away.stop();
  const model = await connect({ address });
  expect((await send("POST", `/models/${model.id}/test`)).json).toMatchObject({ ok: false, code: "unreachable" });
  const { json } = await send("GET", `/models/${model.id}`);
  expect(json).toMatchObject({ trouble: { code: "unreachable", text: expect.stringContaining("refused") } });
  const back = new LLMock({ port: Number(new URL(address).port), logLevel: "silent" });
  back.onMessage(/hello/, { content: "Hi" });
  await back.start();
  expect((await send("POST", `/models/${model.id}/test`)).json.ok).toBe(true);
  expect((await send("GET", `/models/${model.id}`)).json.trouble).toBeNull();
  await back.stop();
});

test.each([
  ["no key", { key: null, address: null }, "asks for a key"],
  ["no address", { provider: "compatible", address: null }, "needs its address"],
  ["an API to choose where there is none", { provider: "anthropic", api: "chat" }, "Only OpenAI"],
  ["the cloud's metadata service", { address: "http://169.254.169.254/v1" }, "private or reserved"],
  ["a private network", { address: "http://10.0.0.7/v1" }, "private or reserved"],
  ["this machine, not said to be so", { address: "http://127.0.0.1:11434/v1", thisMachine: false }, "on this machine"],
  ["a private network, said to be this machine", { address: "http://192.168.1.5/v1", thisMachine: true }, "private"],
  ["credentials in the address", { address: "https://me:secret@example.com/v1" }, "Credentials"],
])("%s is refused", async (_, wrong, words) => {
  const model = { name: `Wrong ${++made}`, provider: "openai", modelName: "x", key: KEY, ...here(), ...wrong };
  const { status, json } = await send("POST", "/models", model);
  expect([status, json.detail]).toEqual([422, expect.stringContaining(words)]);
});

test("a key is not sent to another place than it was given for", async () => {
  const model = await connect();
  const moved = await send("PATCH", `/models/${model.id}`, { address: "https://attacker.example/v1" });
  expect([moved.status, moved.json.detail]).toEqual([422, expect.stringContaining("key anew")]);
});

test("fallbacks end: a circle, a long chain and one of another workspace are refused", async () => {
  const [a, b, c, d, e] = [await connect(), await connect(), await connect(), await connect(), await connect()];
  const link = async (from: { id: number }, to: { id: number }) =>
    await send("PATCH", `/models/${from.id}`, { fallbackId: to.id });
  expect((await link(a, b)).json.fallback).toEqual({ id: b.id, name: b.name });
  expect((await link(b, c)).status).toBe(200);
  expect((await link(c, a)).json.detail).toContain("lead back");
  expect((await link(a, a)).json.detail).toContain("lead back");
  expect((await link(c, d)).status).toBe(200);
  expect((await link(e, a)).json.detail).toContain("At most 3");
  expect((await link(e, { id: 999_999 })).status).toBe(422);
});

test("what an agent uses stays", async () => {
  const model = await connect();
  const { agentId } = await testWorkspace(tested.test.database.db);
  await tested.test.database.db
    .updateTable("agents")
    .set({ model_id: model.id, workspace_id: workspaceId, name: "Reader" })
    .where("id", "=", agentId)
    .execute();
  expect((await send("DELETE", `/models/${model.id}`)).json.detail).toContain("used by Reader");
  expect((await send("GET", `/models/${model.id}`)).json.agents).toBe(1);
});

test("a viewer sees models and connects none", async () => {
  expect((await send("GET", "/models", undefined, viewer)).status).toBe(200);
  expect((await send("POST", "/models", { name: "x", provider: "openai", modelName: "x" }, viewer)).status).toBe(403);
});

test("an Ollama that answers is offered with its models; none is no error", async () => {
  mock.addFixture({ match: { model: "llama3.2" }, response: { content: "x" } });
  const { items } = await findOffers(mock.url);
  expect(items).toContainEqual(
    expect.objectContaining({ server: "Ollama", address: `${mock.url}/v1`, modelName: expect.any(String) }),
  );
  expect(await findOffers("http://127.0.0.1:9")).toEqual({ items: [] });
});
