import type { WorkingHours } from "@taskwright/api/agent.ts";
import { TestClock } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAgent } from "../src/agents/create.ts";
import { readAgent } from "../src/agents/store.ts";
import { updateAgent } from "../src/agents/update.ts";
import { getTask } from "../src/tasks/read.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "./support/engine.ts";

/** The weekend in which summer time begins in Berlin: Sunday 28 March 2027 has 23 hours. */
const clock = new TestClock();
let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine({ clock });
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

const OFFICE: WorkingHours = {
  zone: "Europe/Berlin",
  days: { mon: [["09:00", "17:00"]], sat: [["09:00", "12:00"]] },
};

let agents = 0;

async function hire(hours: WorkingHours | null) {
  return await createAgent(engine.database.db, desk.actor, { name: `clerk ${++agents}`, hours });
}

async function at(time: string): Promise<void> {
  await clock.setTime(Date.parse(time));
  await engine.worker.drain();
}

async function start(agent: string): Promise<number> {
  const name = await desk.define(`steps: [{ id: one, use: test.read }]`);
  const id = await desk.start(name, {}, { agent });
  await engine.worker.drain();
  return id;
}

const statusOf = async (id: number) => (await desk.task(id)).status;

test("what comes outside the hours waits in words, and begins at the opening, summer time or not", async () => {
  await at("2027-03-27T11:30:00Z");
  const agent = await hire(OFFICE);
  const ids = [await start(agent.name), await start(agent.name)];
  const task = await getTask(engine.database.db, desk.actor, ids[0]!);
  expect(task).toMatchObject({
    status: "queued",
    reason: {
      code: "agent_hours",
      text: `${agent.name} is outside its working hours and goes on at 09:00 on Monday 29 March (Europe/Berlin)`,
      until: "2027-03-29T07:00:00.000Z",
    },
  });
  expect((await readAgent(engine.database.db, desk.actor.workspaceId, agent.id)).availability).toMatchObject({
    able: false,
    reasons: [{ code: "hours", until: "2027-03-29T07:00:00.000Z" }, { code: "no_model" }],
  });
  await at("2027-03-29T06:59:59Z");
  expect(await Promise.all(ids.map(statusOf))).toEqual(["queued", "queued"]);
  await at("2027-03-29T07:00:00Z");
  expect(await Promise.all(ids.map(statusOf))).toEqual(["complete", "complete"]);
});

test("within the hours it begins at once; others are not held up", async () => {
  await at("2027-03-29T12:00:00Z");
  const [open, always] = [await hire(OFFICE), await hire(null)];
  expect(await statusOf(await start(open.name))).toBe("complete");
  await at("2027-03-29T20:00:00Z");
  expect(await statusOf(await start(open.name))).toBe("queued");
  expect(await statusOf(await start(always.name))).toBe("complete");
});

test("a task under way when the hours end comes to its next wait, and goes on at the next opening", async () => {
  await at("2027-04-05T14:00:00Z");
  const agent = await hire(OFFICE);
  const name = await desk.define(`steps: [{ id: rest, wait: 2h }, { id: then, use: test.read }]`);
  const id = await desk.start(name, {}, { agent: agent.name });
  await engine.worker.drain();
  await at("2027-04-05T16:30:00Z");
  expect(await statusOf(id)).toBe("waiting");
  await at("2027-04-10T07:00:00Z");
  expect(await statusOf(id)).toBe("complete");
});

test("what comes when the budget of the day is spent begins at midnight where the agent works, summer time or not", async () => {
  const always = Object.fromEntries(["sat", "sun", "mon"].map((day) => [day, [["00:00", "24:00"]]]));
  await at("2027-03-28T09:00:00Z");
  const agent = await hire({ zone: "Europe/Berlin", days: always });
  await updateAgent(engine.database.db, desk.actor, agent.id, { budget: { perDay: { money: 1 } } });
  expect(await statusOf(await start(agent.name))).toBe("complete");
  await engine.database.pool.query(
    "insert into agent_days (agent_id, day, cost_micros) values ($1, '2027-03-28', 1000000)",
    [agent.id],
  );
  const ids = [await start(agent.name), await start(agent.name)];
  const words = `${agent.name} has used up its money for today; new tasks begin at 00:00 on Monday 29 March (Europe/Berlin), or when its budget is raised`;
  const until = "2027-03-28T22:00:00.000Z";
  expect(await getTask(engine.database.db, desk.actor, ids[0]!)).toMatchObject({
    status: "queued",
    reason: { code: "agent_budget", text: words, until },
  });
  expect((await readAgent(engine.database.db, desk.actor.workspaceId, agent.id)).availability).toMatchObject({
    able: false,
    reasons: [{ code: "budget", text: `${words}; tasks under way ask a person before they spend more.`, until }, {}],
  });
  await at("2027-03-28T21:59:59Z");
  expect(await Promise.all(ids.map(statusOf))).toEqual(["queued", "queued"]);
  await at("2027-03-28T22:00:00Z");
  expect(await Promise.all(ids.map(statusOf))).toEqual(["complete", "complete"]);
});

test("new hours take effect at once", async () => {
  await at("2027-04-06T10:00:00Z");
  const agent = await hire(OFFICE);
  const id = await start(agent.name);
  expect(await statusOf(id)).toBe("queued");
  await updateAgent(engine.database.db, desk.actor, agent.id, { hours: null });
  await engine.worker.drain();
  expect(await statusOf(id)).toBe("complete");
});
