import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "../../test/support/app.ts";
import { json } from "../db/database.ts";
import { attachSignals } from "../db/poke.ts";
import { testWorkspace } from "../../test/support/database.ts";

let tested: TestApp;
let key: string;
let workspaceId: number;
let agentId: number;
let told = 0;

beforeAll(async () => {
  tested = await testApp();
  attachSignals(tested.test.database.db, {
    send(topic) {
      if (topic === "tasks") told++;
    },
  });
  ({ workspaceId, agentId } = await testWorkspace(tested.test.database.db));
  key = await tested.keyFor(workspaceId, "builder");
});
afterAll(async () => await tested.close());

const create = async (body: unknown) => await tested.request("POST", "/agents", { key, body });
const patch = async (id: number, body: unknown) => await tested.request("PATCH", `/agents/${id}`, { key, body });

test("an agent is created, read and listed by name", async () => {
  const created = await create({ name: "Zoe", maxConcurrent: 2, description: "reads" });
  expect(created.status).toBe(201);
  const agent = await created.json();
  expect(agent).toMatchObject({
    name: "Zoe",
    maxConcurrent: 2,
    description: "reads",
    enabled: true,
    version: 1,
    running: 0,
    queued: 0,
  });
  expect(await (await tested.request("GET", `/agents/${agent.id}`, { key })).json()).toEqual(agent);
  await create({ name: "Anton" });
  const { items, nextCursor } = await (await tested.request("GET", "/agents?limit=2", { key })).json();
  expect(items.map(({ name }: { name: string }) => name)).toEqual(["Anton", "Zoe"]);
  const next = await (await tested.request("GET", `/agents?limit=2&cursor=${nextCursor}`, { key })).json();
  expect([next.items.length, next.nextCursor]).toEqual([1, null]);
});

test("a name is taken once", async () => {
  await create({ name: "Twin" });
  const response = await create({ name: "Twin" });
  expect([response.status, (await response.json()).detail]).toEqual([
    409,
    expect.stringContaining('called "Twin" already'),
  ]);
  expect((await patch(agentId, { name: "Twin" })).status).toBe(409);
});

test("workers look again when an agent's limit or switch changes, and only then", async () => {
  told = 0;
  await patch(agentId, { description: "nothing of the kind" });
  expect(told).toBe(0);
  await patch(agentId, { maxConcurrent: 3 });
  await patch(agentId, { enabled: false });
  await patch(agentId, { enabled: false });
  expect(told).toBe(2);
});

test("an agent that the kill switch holds says that it cannot work", async () => {
  const { id, name } = await (await create({ name: "Held" })).json();
  const able = async () => (await (await tested.request("GET", `/agents/${id}`, { key })).json()).availability.able;
  const { db } = tested.test.database;
  const stop = {
    workspace_id: workspaceId,
    reason: "too hot",
    created_by: json({ type: "user", id: 1, name: "Dana" }),
  };
  for (const target of [
    { kind: "agent" as const, target_id: id },
    { kind: "workspace" as const, target_id: null },
  ]) {
    await db
      .insertInto("stops")
      .values({ ...stop, ...target })
      .execute();
    const { availability } = await (await tested.request("GET", `/agents/${id}`, { key })).json();
    expect(availability).toEqual({
      able: false,
      reasons: expect.arrayContaining([{ code: "stopped", text: `${name} is stopped by Dana: too hot` }]),
    });
    await db.updateTable("stops").set({ lifted_at: new Date() }).execute();
    expect(await able()).toBe(true);
  }
});

test("of two edits based on the same version one wins, and the other is told", async () => {
  const { version } = await (await tested.request("GET", `/agents/${agentId}`, { key })).json();
  const both = await Promise.all([1, 2].map(async (maxConcurrent) => await patch(agentId, { version, maxConcurrent })));
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
});

test("an agent of another workspace is not there", async () => {
  const foreign = await testWorkspace(tested.test.database.db);
  expect((await tested.request("GET", `/agents/${foreign.agentId}`, { key })).status).toBe(404);
  expect((await patch(foreign.agentId, { enabled: false })).status).toBe(404);
});

test.each([{ name: "" }, { name: "x", maxConcurrent: 0 }, { name: "x", maxConcurrent: 1.5 }, { name: "x", limit: 1 }])(
  "%j is no agent",
  async (body) => expect((await create(body)).status).toBe(422),
);

test("a rule whose condition cannot be read is refused, and one that can is kept", async () => {
  const rule = { tool: "email.send", policy: "deny", when: "{{ args.total > }}" };
  const refused = await create({ name: "Careless", tools: [rule] });
  expect([refused.status, (await refused.json()).detail]).toEqual([
    422,
    expect.stringContaining("rule 1 (email.send)"),
  ]);
  const tools = [{ ...rule, when: "{{ args.total > 100 }}", to: ["role:approver"] }];
  expect(await (await create({ name: "Careful", tools })).json()).toMatchObject({ tools });
});

test("hours, a budget and instructions are kept; what makes no sense is refused", async () => {
  const hours = { zone: "Europe/Berlin", days: { mon: [["09:00", "17:00"]] } };
  const more = { hours, budget: { perDay: { money: 5 } }, instructions: "Be brief." };
  expect(await (await create({ name: "Office", ...more })).json()).toMatchObject(more);
  for (const wrong of [
    { hours: { ...hours, zone: "Berlin" } },
    { hours: { ...hours, days: {} } },
    { hours: { ...hours, days: { mon: [["17:00", "09:00"]] } } },
    { budget: { perDay: { money: -1 } } },
    { modelId: 999_999 },
  ]) {
    expect([wrong, (await create({ name: "Wrong", ...wrong })).status]).toEqual([wrong, 422]);
  }
});

test("what was spent today shows with the agent, and keeps it from work once it is all of the budget", async () => {
  const { db } = tested.test.database;
  const day = new Date().toISOString().slice(0, 10);
  const sums = { cost_micros: 1_500_000, tokens: 300, calls: 1, running_ms: 30_000 };
  await db
    .insertInto("agent_days")
    .values({ agent_id: agentId, day, ...sums })
    .execute();
  expect(await (await tested.request("GET", `/agents/${agentId}`, { key })).json()).toMatchObject({
    today: { money: 1.5, tokens: 300, calls: 1, minutes: 0.5 },
  });
  const spent = await patch(agentId, { budget: { perDay: { tokens: 300 } } });
  const { able, reasons } = (await spent.json()).availability;
  expect([able, reasons]).toEqual([false, expect.arrayContaining([expect.objectContaining({ code: "budget" })])]);
});
