import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Death, hangUp, mortal, takeOver } from "../../../test/support/mortal.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../../test/support/engine.ts";
import type { Reply } from "../../../test/support/models.ts";
import { sameForAll } from "../../apps/catalogs.ts";
import { defineTool, type Tool } from "../../apps/tool.ts";
import { NO_CONNECTIONS } from "../../connections/open.ts";
import { startBoss } from "../../db/boss.ts";
import { startWorker } from "../../engine/worker.ts";
import { createLog } from "../../log.ts";
import type { TurnRequest } from "../../models/models.ts";
import { STEP_HANDLERS } from "../handlers.ts";

let engine: TestEngine;
let desk: TestDesk;
/** Who dies has a queue of its own: what others make runnable is not offered to the dead. */
let victimsBoss: PgBoss;
/** what has left the house, by the key of the call */
const mails: string[] = [];

/** Reads and writes at once, sends after a person's leave, asks, and finishes. */
const STORY: Reply[] = [
  { text: "I look.", calls: [{ name: "crash__read" }, { name: "crash__write" }] },
  { calls: [{ name: "crash__mail" }, { name: "plan", input: { items: [{ text: "mail", state: "done" }] } }] },
  { calls: [{ name: "ask", input: { question: "Well?" } }, { name: "nobody" }] },
  { calls: [{ name: "finish", input: { ok: true } }] },
];
const DEFINITION = {
  steps: [{ id: "work", agent: "Do it", output: { type: "object", required: ["ok"] } }],
  outputs: { ok: "{{ steps.work.ok }}" },
};
const MOST_WRITES = 28;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
  victimsBoss = await startBoss({ database: engine.database, name: "victims", role: "web" });
  await desk.connectModel();
  engine.models.says(STORY);
  engine.tools.clear();
});
afterAll(async () => {
  await victimsBoss.stop({ graceful: false, close: false });
  await engine.stop();
});

function tool(name: string, effect: Tool["effect"], idempotent: boolean): Tool {
  return defineTool({
    name,
    title: name,
    description: "tells what was called",
    effect,
    idempotent,
    args: z.object({}),
    async run(_args, { idempotencyKey, stepPath }) {
      // One that is repeatable knows what it has done.
      if (effect === "external" && !(idempotent && mails.includes(idempotencyKey))) mails.push(idempotencyKey);
      return await Promise.resolve({ path: stepPath });
    },
  });
}

/** Runs the story with a worker that dies as told; another takes over, people answer. */
async function live(death: Death | null, idempotent: boolean) {
  const tools = [
    tool("crash.read", "read", true),
    tool("crash.write", "write", true),
    tool("crash.mail", "external", idempotent),
  ];
  for (const each of tools) engine.tools.set(each.name, each);
  engine.models.requests.length = 0;
  await engine.worker.hold();
  const definition = await desk.define({ name: `story ${crypto.randomUUID()}`, ...DEFINITION });
  const id = await desk.start(definition);
  const name = `victim ${crypto.randomUUID().slice(0, 8)}`;
  const life = mortal(name, death, () => void hangUp(engine, name).catch(() => {}));
  const victim = startWorker({
    name,
    concurrency: 5,
    database: engine.database,
    boss: victimsBoss,
    signals: engine.signals,
    catalogs: sameForAll(
      new Map(
        tools.map((each) => [each.name, { ...each, run: async (a, c) => await life.lives(() => each.run(a, c)) }]),
      ),
    ),
    connections: NO_CONNECTIONS,
    models: { ...engine.models, turn: async (r: TurnRequest) => await life.lives(() => engine.models.turn(r)) },
    handlers: STEP_HANDLERS,
    log: createLog({ level: "silent" }),
  });
  let doubts = 0;
  let isTakenOver = false;
  try {
    for (let round = 0; round < 150; round++) {
      const { status } = await desk.task(id);
      if (status === "complete" || status === "error") break;
      if (life.isDead) {
        if (!isTakenOver) await takeOver(engine, id);
        isTakenOver = true;
        await engine.worker.drain();
      }
      for (const ask of await desk.open(id)) {
        const isDoubt = JSON.stringify(ask.form ?? "").includes("happened");
        if (isDoubt) doubts++;
        // Whoever looks on the other side sees what is there.
        const what = mails.some((key) => key.startsWith(`tw_${id}_`)) ? "happened" : "repeat";
        await desk
          .respond(
            ask.id,
            ask.kind === "approval"
              ? { outcome: "approve" }
              : { outcome: "answer", answer: isDoubt ? { what } : "fine" },
          )
          .catch(() => {});
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    life.restore();
    engine.worker.release();
    await victim.stop(50).catch(() => {});
  }
  return { ...(await told(id)), writes: life.writes, isDead: life.isDead, doubts };
}

/** All that must be the same however often the work was interrupted. */
async function told(id: number) {
  const { status, outputs, spent } = await desk.task(id);
  const steps = (await desk.steps(id)).map(({ path, attempt, status, kind, input, output, error }) => ({
    path,
    attempt,
    status,
    kind,
    error,
    input: kind === "agent" ? null : input,
    output: without(output),
  }));
  const { rows } = await engine.database.pool.query<{ event: string }>(
    `select kind || ' ' || coalesce(data ->> 'path', data ->> 'stepPath', '') as event from events
     where task_id = $1 and kind ~ '^(step.completed|step.failed|decision|plan|interaction.opened)' order by event`,
    [id],
  );
  const sent = mails.filter((key) => key.startsWith(`tw_${id}_`)).length;
  // What was asked of the model for each turn: the same, however often it was asked.
  const asked = Map.groupBy(
    engine.models.requests,
    ({ messages }) => messages.filter(({ role }) => role === "assistant").length,
  );
  const requests = [...asked].map(([turn, all]) => [
    turn,
    [...new Set(all.map((r) => JSON.stringify(without(r.messages))))],
  ]);
  return {
    story: { status, outputs, spent, steps: steps.toSorted((a, b) => a.path.localeCompare(b.path)), sent, requests },
    events: rows.map(({ event }) => event),
  };
}

/** Moments and durations differ from run to run. */
function without(value: unknown): unknown {
  const text = JSON.stringify(value ?? null, (key, each: unknown) => (key === "at" || key === "ms" ? 0 : each));
  return JSON.parse(text.replaceAll(/Today is [\d-]+/g, "Today"));
}

const deaths: Death[] = Array.from({ length: MOST_WRITES }, (_, index) =>
  (["before", "after"] as const).map((when) => ({ atWrite: index + 1, when })),
).flat();

describe("a worker that dies at any write", { timeout: 120_000 }, () => {
  let calm: Awaited<ReturnType<typeof live>>;
  let died = 0;

  test("(undisturbed, it ends well)", async () => {
    calm = await live(null, true);
    expect(calm.story).toMatchObject({ status: "complete", outputs: { ok: true }, sent: 1 });
    // All of its writes are in the table below.
    expect(calm.writes).toBeLessThanOrEqual(MOST_WRITES);
    expect(calm.writes).toBeGreaterThan(8);
  });

  test.each(deaths)("$when write $atWrite: nothing is lost, done or said twice", async (death) => {
    const stormy = await live(death, true);
    if (stormy.isDead) died++;
    expect(stormy.story).toEqual(calm.story);
    expect(stormy.events).toEqual(calm.events);
  });

  test.each(deaths.slice(8, 40))(
    "$when write $atWrite: no second mail where the other side cannot tell",
    async (death) => {
      const { story, events } = await live(death, false);
      expect(story).toMatchObject({ status: "complete", outputs: { ok: true }, sent: 1 });
      expect(events.filter((event) => event === "step.completed work.turn2.call1")).toHaveLength(1);
    },
  );

  test("(it did die)", () => expect(died).toBeGreaterThan(15));
});
