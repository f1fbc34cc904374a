import { LLMock } from "@copilotkit/aimock";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "../access/actor.ts";
import type { CreateModel } from "@taskwright/api/model.ts";
import { createVault } from "../connections/vault.ts";
import { openSignals, type Signals } from "../db/signals.ts";
import { createLog } from "../log.ts";
import { type TestDatabase, testDatabase, testWorkspace } from "../../test/support/database.ts";
import { createModel } from "./create.ts";
import { type FailedCall, GivenUp, type Turn, type TurnRequest } from "./models.ts";
import { readModel } from "./store.ts";
import { type OpenModels, openModels } from "./turn.ts";

let test_: TestDatabase;
let mock: LLMock;
let workspaceId: number;
const opened: { models: OpenModels; signals: Signals }[] = [];
const vaultKey = randomBytes(32);
const vault = createVault(() => [vaultKey]);

beforeAll(async () => {
  test_ = await testDatabase({ max: 20 });
  mock = new LLMock({ port: 0, logLevel: "silent" });
  await mock.start();
  ({ workspaceId } = await testWorkspace(test_.database.db));
});
beforeEach(() => void mock.reset());
afterAll(async () => {
  for (const { models, signals } of opened) {
    await models.close();
    await signals.close();
  }
  await mock.stop();
  await test_.drop();
});

/** One process' models; `lineMs`: how long a call waits for its turn. */
async function process_(lineMs = 30_000): Promise<OpenModels> {
  const signals = openSignals(test_.database);
  await signals.ready();
  const log = createLog({ level: "silent" });
  const models = openModels({ db: test_.database.db, vault, signals, log, httpAllow: [], lineMs });
  opened.push({ models, signals });
  return models;
}

let made = 0;
async function connect(more: Partial<CreateModel> = {}): Promise<number> {
  const name = `Model ${++made}`;
  const model: CreateModel = {
    name,
    provider: "compatible",
    modelName: `mock-${made}`,
    // a path of its own: limits are shared by all models of one address
    address: `${mock.url}/v1`,
    thisMachine: true,
    ...more,
  };
  const keeping = { vault, httpAllow: [] };
  return (await createModel(test_.database.db, systemActor(workspaceId, "test"), keeping, model)).id;
}

async function turn(models: OpenModels, modelId: number, text: string, more: Partial<TurnRequest> = {}): Promise<Turn> {
  return await models.turn({
    workspaceId,
    modelId,
    system: "",
    messages: [{ role: "user", content: text }],
    tools: [],
    signal: new AbortController().signal,
    ...more,
  });
}

test("one that cannot answer is stood in for, along the chain, and what it wrote is void", async () => {
  const models = await process_();
  const third = await connect({ provider: "anthropic", key: "k" });
  const second = await connect({ fallbackId: third });
  const price = { input: 1, cachedInput: 1, output: 2 };
  const first = await connect({ fallbackId: second, provider: "openai", api: "chat", key: "k", price });
  mock.on(
    { model: `mock-${made}` },
    { content: "this breaks off somewhere" },
    { chunkSize: 5, latency: 20, truncateAfterChunks: 4 },
  );
  mock.on({ model: `mock-${made - 1}` }, { error: { message: "down" }, status: 503 });
  mock.on({ model: `mock-${made - 2}` }, { content: "here I am" });
  let shown = "";
  const sent: FailedCall[][] = [];
  const { text, model, failed } = await turn(models, first, "hello", {
    onText: (delta) => (shown += delta),
    onRestart: () => (shown = ""),
    onSent: (taken) => sent.push(taken()),
  });
  expect([text, shown, model.id]).toEqual(["here I am", "here I am", third]);
  // With each that is asked, what is lost if nobody hears its answer: its question, and what the others had taken.
  const question = { usage: { inputTokens: 10, cachedInputTokens: 0, outputTokens: 0 }, estimated: true };
  expect(sent).toEqual([
    [{ ...question, costMicros: 10 }],
    [...failed!, { ...question, costMicros: null }],
    [...failed!, { ...question, costMicros: null }],
  ]);
  // The one that broke off had read and written; the one that refused had not.
  expect(failed).toHaveLength(1);
  const [{ usage, costMicros }] = failed as [NonNullable<typeof failed>[0]];
  expect(usage).toMatchObject({ inputTokens: 10, cachedInputTokens: 0 });
  expect([usage.outputTokens > 0, costMicros]).toEqual([true, 10 + 2 * usage.outputTokens]);
});

test("what somebody has to mend is not retried for ever: the failure says what to do", async () => {
  const models = await process_();
  const id = await connect({ provider: "openai", api: "chat", key: "k" });
  mock.onMessage("hello", { error: { message: "no" }, status: 401 });
  await expect(turn(models, id, "hello")).rejects.toMatchObject({ code: "unauthorized", retryable: false });
  expect(await models.describe(workspaceId, id)).toMatchObject({ trouble: { code: "unauthorized" } });
});

test("a provider that asks for patience is not called before, by nobody", async () => {
  const [one, other] = [await process_(), await process_()];
  const id = await connect();
  mock.onMessage("hello", { error: { message: "slow down" }, status: 429, retryAfter: 30 });
  await expect(turn(one, id, "hello")).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 30_000 });
  mock.clearRequests();
  const again = turn(other, id, "hello");
  await expect(again).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: expect.any(Number) });
  expect(mock.getRequests()).toEqual([]);
  expect((await readModel(test_.database.db, workspaceId, id)).quietUntil).toEqual(expect.any(String));
});

test("two processes together call no more at once than the model allows, and all come through in the end", async () => {
  const processes = [await process_(), await process_()];
  const address = `${mock.url}/v1`;
  const id = await connect({ maxConcurrent: 3, address });
  let [now, most] = [0, 0];
  mock.onMessage("hello", async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 40));
    now--;
    return { content: "hi" };
  });
  const answers = await Promise.all(
    Array.from({ length: 24 }, async (_, n) => await turn(processes[n % 2]!, id, "hello", { ticket: `t${n}` })),
  );
  expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 24 }, () => "hi"));
  expect(most).toBe(3);
  await expect.poll(callsLeft).toBe(0);
});

test("who waits longer than it may is told when to come back, and keeps its place", async () => {
  const models = await process_(150);
  const id = await connect({ maxConcurrent: 1, address: `${mock.url}/v1/` });
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  mock.onMessage("first", async () => {
    await gate.promise;
    return { content: "1" };
  });
  mock.onMessage(/early|late/, ({ messages }) => {
    order.push(JSON.stringify(messages.at(-1)!.content));
    return { content: "2" };
  });
  const first = turn(models, id, "first");
  await calling();
  const refused = await turn(models, id, "early", { ticket: "early" }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "rate_limited", retryable: true, ownLimit: true });
  const patient = await process_();
  const late = turn(patient, id, "late", { ticket: "late" });
  const early = turn(patient, id, "early", { ticket: "early" });
  await waiting(2);
  gate.resolve();
  await Promise.all([first, late, early]);
  expect(order).toEqual([`"early"`, `"late"`]);
});

test("calls of a process that was killed stop counting when their lease runs out", async () => {
  const models = await process_();
  const id = await connect({ maxConcurrent: 1, provider: "openai", api: "chat", key: "k" });
  mock.onMessage("hello", { content: "hi" });
  const { db } = test_.database;
  const place = `${workspaceId} openai ${mock.url}/v1`;
  const dead = { place, ticket: "dead", model_id: id, calling: true, tokens: 0, since: new Date(0) };
  await db
    .insertInto("model_calls")
    .values({ ...dead, until: new Date(Date.now() + 300) })
    .execute();
  const before = Date.now();
  expect((await turn(models, id, "hello")).text).toBe("hi");
  expect(Date.now() - before).toBeGreaterThan(200);
});

test("giving up while waiting leaves the line", async () => {
  const models = await process_();
  const id = await connect({ requestsPerMinute: 1, provider: "openai", api: "responses", key: "k" });
  mock.onMessage("hello", { content: "hi" });
  await turn(models, id, "hello");
  const controller = new AbortController();
  const second = turn(models, id, "hello", { signal: controller.signal });
  await waiting(1);
  controller.abort(new Error("cancelled"));
  await expect(second).rejects.toThrow("cancelled");
  await expect.poll(callsLeft).toBe(0);
});

test("an answer that is given up on the way tells what it took until then, as an estimate", async () => {
  const models = await process_();
  const id = await connect({ price: { input: 1, cachedInput: 1, output: 2 } });
  mock.onMessage("hello", { content: "a long story ".repeat(50) }, { chunkSize: 8, latency: 20 });
  const controller = new AbortController();
  let written = 0;
  const onText = (delta: string) => {
    written += delta.length;
    if (written > 40) controller.abort(new Error("cancelled"));
  };
  const given = await turn(models, id, "hello", { signal: controller.signal, onText }).catch((error: unknown) => error);
  expect(given).toBeInstanceOf(GivenUp);
  const [call, ...more] = (given as GivenUp).spent;
  expect(more).toEqual([]);
  expect(call).toMatchObject({ estimated: true, usage: { inputTokens: 10 } });
  expect(call!.usage.outputTokens).toBeGreaterThan(9);
  expect(call!.usage.outputTokens).toBeLessThan(100);
  expect(call!.costMicros).toBe(10 + 2 * call!.usage.outputTokens);
});

test("one that is given up before it wrote anything has read the question; one that was never sent has not", async () => {
  const models = await process_();
  const id = await connect();
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  mock.onMessage("hello", async () => {
    asked.resolve();
    await gate.promise;
    return { content: "too late" };
  });
  const controller = new AbortController();
  const given = turn(models, id, "hello", { signal: controller.signal }).catch((error: unknown) => error);
  await asked.promise;
  controller.abort(new Error("cancelled"));
  expect(await given).toMatchObject({ spent: [{ estimated: true, usage: { inputTokens: 10, outputTokens: 0 } }] });
  const never = await turn(models, id, "hello", { signal: controller.signal }).catch((error: unknown) => error);
  expect(never).toMatchObject({ name: "GivenUp", message: "cancelled", spent: [] });
  gate.resolve();
});

test("tokens are taken as they were used", async () => {
  const models = await process_();
  const id = await connect({ tokensPerMinute: 6_000, provider: "google", key: "k", address: `${mock.url}/v1beta` });
  mock.onMessage("hello", {
    content: "hi",
    usage: { promptTokenCount: 5_000, candidatesTokenCount: 1_000, totalTokenCount: 6_000 },
  });
  await turn(models, id, "hello");
  await expect.poll(async () => await fullInMs(id)).toBeGreaterThan(55_000);
  expect(await fullInMs(id)).toBeLessThan(61_000);
});

test("a model that is gone says so", async () => {
  await expect(turn(await process_(), 999_999, "hello")).rejects.toMatchObject({ code: "not_found" });
});

const callsLeft = async () => (await test_.database.db.selectFrom("model_calls").select("ticket").execute()).length;

async function fullInMs(id: number): Promise<number> {
  const rate = await test_.database.db
    .selectFrom("model_rates")
    .select("tokens_full_at")
    .where("model_id", "=", id)
    .executeTakeFirst();
  return (rate?.tokens_full_at.getTime() ?? 0) - Date.now();
}

const calling = async () => await expect.poll(async () => (await rows(true)).length).toBe(1);
const waiting = async (count: number) => await expect.poll(async () => (await rows(false)).length).toBe(count);
const rows = async (is: boolean) =>
  await test_.database.db
    .selectFrom("model_calls")
    .select("ticket")
    .where("calling", "=", is)
    .where("until", ">", new Date())
    .execute();
