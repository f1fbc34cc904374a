import { LLMock } from "@copilotkit/aimock";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSite, type Site, until } from "./site.ts";

/** The limits of a model hold for all worker processes together, also when one of them is killed. */
let site: Site;
let mock: LLMock;

const MOST = 2;
const TASKS = 12;
/** A call of a process that was killed counts for as long as its lease lasts. */
const LEASE_MS = 20_000;

/** calls that the provider has open, and the most it has seen at once */
const calls = { open: 0, most: 0 };

beforeAll(async () => {
  mock = new LLMock({ port: 0, logLevel: "silent" });
  await mock.start();
  site = await openSite({ concurrency: 4 });
  await site.query(
    `with model as (
       insert into models (workspace_id, name, provider, model_name, address, this_machine, max_concurrent)
       select id, 'limited', 'compatible', 'mock-1', $1, true, $2 from workspaces returning id
     ) update agents set model_id = model.id from model`,
    [`${mock.url}/v1`, MOST],
  );
}, 60_000);
afterAll(async () => {
  await site.close();
  await mock.stop();
});

/** Each task leaves a line, which tells its process, and ends. Calls for which there is a gate wait for it. */
async function agentTask(word: string, gate?: () => Promise<void>): Promise<string> {
  const answer = async <T>(reply: T): Promise<T> => {
    calls.most = Math.max(calls.most, ++calls.open);
    await (gate?.() ?? sleep(60));
    calls.open--;
    return reply;
  };
  const append = { name: "crash__append", arguments: `{"ms":0}` };
  mock.on({ systemMessage: word, hasToolResult: false }, async () => await answer({ toolCalls: [append] }));
  mock.on({ systemMessage: word, hasToolResult: true }, async () => await answer({ content: "done" }));
  return await site.define({ instructions: `Leave a line for the ${word}.` });
}

async function allComplete(): Promise<boolean> {
  const [{ left }] = await site.query("select count(*) as left from tasks where status <> 'complete'");
  return left === 0;
}

test(`two worker processes make at most ${MOST} calls at once, both of them some`, { timeout: 60_000 }, async () => {
  const definition = await agentTask("birds");
  await Promise.all([site.crew.hire(), site.crew.hire()]);
  const pids = new Set([...site.crew.members].map(({ pid }) => pid));
  let tasks = 0;
  // Either may be the quicker one: as often as it takes until both had some.
  while (new Set(site.lines().map(({ pid }) => pid)).size < pids.size) {
    for (let n = 0; n < TASKS; n++) tasks += (await site.create(definition, 1)).length;
    await until("all tasks end", 40_000, allComplete);
  }
  expect(calls).toEqual({ open: 0, most: MOST });
  expect(site.lines()).toHaveLength(tasks);
  expect(mock.getRequests()).toHaveLength(2 * tasks);
});

test(
  "a killed process' calls give their room back, and what their questions took is counted",
  { timeout: 90_000 },
  async () => {
    const [second, first] = [...site.crew.members].toReversed();
    await second!.terminate();
    let isOpen = false;
    const definition = await agentTask("fish", async () => await (isOpen ? sleep(60) : new Promise(() => {})));
    const ids = await site.create(definition, TASKS);
    const sent =
      "select task_id from steps where kind = 'model' and status = 'running' and input -> 'sent' is not null";
    await until("two calls are under way", 20_000, async () => (await site.query(sent)).length === MOST);
    const lost = (await site.query(`${sent} order by task_id`)).map(({ task_id }) => task_id);
    expect(calls).toEqual({ open: MOST, most: MOST });

    await site.crew.hire();
    await first!.kill();
    const killed = performance.now();
    [isOpen, calls.open, calls.most] = [true, 0, 0];
    await until("all tasks end", LEASE_MS + 20_000, allComplete);
    process.stdout.write(
      `all were done ${Math.round(performance.now() - killed)} ms after their worker had been killed\n`,
    );
    expect(calls).toEqual({ open: 0, most: MOST });

    const spent = await site.query(
      "select id, spent ->> 'modelCalls' as calls, spent ->> 'estimatedCalls' as estimated from tasks where id = any($1) order by id",
      [ids],
    );
    expect(spent).toEqual(
      ids.map((id) => ({ id, calls: lost.includes(id) ? "3" : "2", estimated: lost.includes(id) ? "1" : "0" })),
    );
  },
);

test("room that a killed process leaves behind is free when its lease has run out", { timeout: 60_000 }, async () => {
  const definition = await agentTask("cats", async () => await new Promise(() => {}));
  const [dead, living] = [...site.crew.members];
  expect(living).toBeUndefined();
  await site.create(definition, MOST);
  await until("both rooms are taken", 20_000, () => calls.open === MOST);
  await dead!.kill();
  // Nobody takes the tasks over, so nobody tells that their calls are dead.
  await site.query("update tasks set status = 'paused', worker = null, job_id = null where status = 'running'");
  calls.open = 0;
  const others = await agentTask("dogs");
  await site.crew.hire();
  const [id] = await site.create(others, 1);
  const waits = "select from model_calls where not calling and until > clock_timestamp()";
  await until("another task stands in line", 20_000, async () => (await site.query(waits)).length === 1);
  // Not more than a lease, and nobody renews it. The test does not wait for all of it.
  const left = await site.query(
    `update model_calls m set until = clock_timestamp() + interval '1 second'
     from (select ticket, until - clock_timestamp() as left from model_calls) old
     where m.calling and old.ticket = m.ticket returning extract(epoch from old.left) * 1000 as ms`,
  );
  expect(left).toHaveLength(MOST);
  for (const { ms } of left) expect(Number(ms)).toBeLessThanOrEqual(LEASE_MS);
  expect(calls.open).toBe(0);
  await until(
    "it gets a room",
    10_000,
    async () => (await site.query("select status from tasks where id = $1", [id]))[0].status === "complete",
  );
});
