import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { type RowLock, lockWaiters, lockTaskRow } from "../../test/support/row-lock.ts";
import { cancelTask } from "../tasks/cancel.ts";
import { pauseTask } from "../tasks/pause.ts";
import { resumeTask } from "../tasks/resume.ts";
import { retryTask } from "../tasks/retry.ts";
import { skipStep } from "../tasks/skip.ts";
import { publishEvent } from "../triggers/publish-event.ts";

/**
 * Two things happen to one task at once. Each is made to wait at the task's row, which the test holds;
 * PostgreSQL lets them through in the order in which they came.
 */
let engine: TestEngine;
let desk: TestDesk;
let gates = 0;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

const verbs = {
  cancel: async (id: number) => await cancelTask(engine.database.db, engine.boss, desk.actor, id),
  pause: async (id: number) => await pauseTask(engine.database.db, engine.boss, desk.actor, id),
  resume: async (id: number) => await resumeTask(engine.database.db, engine.boss, desk.actor, id),
  retry: async (id: number) => await retryTask(engine.database.db, engine.boss, desk.actor, id),
  skip: async (id: number, path: string, output?: unknown) =>
    await skipStep(engine.database.db, engine.boss, desk.actor, id, { path, output }),
};

async function start(source: string): Promise<number> {
  return await desk.start(await desk.define(source));
}

/** A task whose only call has begun and ends when its gate opens. */
async function startGated(more = "") {
  const name = `order-${++gates}`;
  const gate = engine.gate(name);
  const id = await start(`{ ${more} steps: [{ id: work, use: test.gatedwrite, with: { gate: ${name} } }] }`);
  await gate.reached;
  return { id, gate };
}

/** Lets both wait at the task's row, the first before the second, then lets go. */
async function inThisOrder(id: number, first: () => unknown, second: () => unknown): Promise<void> {
  const lock: RowLock = await lockTaskRow(engine, id);
  try {
    for (const [count, act] of [first, second].entries()) {
      act();
      await lockWaiters(engine, count + 1);
    }
  } finally {
    await lock.release();
  }
}

const LAST_WORD: Record<string, string> = {
  complete: "task.completed",
  error: "task.failed",
  cancelled: "task.cancelled",
  paused: "task.paused",
  waiting: "task.waiting",
};

/** What the ledger said last about a task's status is what its status is. */
async function expectConsistent(id: number): Promise<void> {
  const { status } = await desk.task(id);
  const said = (await desk.events(id)).filter((kind) => Object.values(LAST_WORD).includes(kind));
  expect(said.at(-1)).toBe(LAST_WORD[status]);
  const ended = said.filter((kind) => ["task.completed", "task.failed", "task.cancelled"].includes(kind));
  expect(ended.length).toBeLessThanOrEqual(1);
}

test("an answer given before the task has come to rest is not lost", async () => {
  const gate = engine.gate("beside");
  const id = await start(`
    steps:
      - id: both
        parallel:
          - { id: ask, ask: question }
          - { id: beside, use: test.gate, with: { gate: beside } }
    outputs: { answer: "{{ steps.both.ask.answer }}" }
  `);
  await gate.reached;
  await expect.poll(async () => (await desk.open(id)).length).toBe(1);
  const [ask] = await desk.open(id);
  await desk.respond(ask!.id, { outcome: "answer", answer: "early" });
  expect((await desk.task(id)).status).toBe("running");
  gate.open();
  expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { answer: "early" } });
  await expectConsistent(id);
});

describe("cancelled while its last write is under way", () => {
  test("the write came first: it is complete, and who cancels is told", async () => {
    const { id, gate } = await startGated();
    let cancelling: Promise<unknown> | undefined;
    await inThisOrder(
      id,
      () => gate.open(),
      () => (cancelling = verbs.cancel(id).catch((error: unknown) => error)),
    );
    expect(await cancelling).toMatchObject({ code: "conflict" });
    await desk.reaches(id, "complete");
    await expectConsistent(id);
  });

  test("the cancel came first: the work is done all the same, and is not said to be anything else", async () => {
    const { id, gate } = await startGated();
    let cancelling: Promise<unknown> | undefined;
    await inThisOrder(
      id,
      () => (cancelling = verbs.cancel(id)),
      () => gate.open(),
    );
    expect(await cancelling).toMatchObject({ effect: "next_boundary" });
    expect(await desk.reaches(id, "complete")).toMatchObject({ requested: null, reason: null });
    await expectConsistent(id);
  });
});

describe("paused while a step is under way", () => {
  test("it pauses after the step, and goes on from there", async () => {
    const gated = ["one", "two"].map(
      (step) => `{ id: ${step}, use: test.gatedwrite, with: { gate: pausing-${step} } }`,
    );
    const id = await start(`steps: [${gated.join(", ")}, { id: three, use: test.write }]`);
    await engine.gate("pausing-one").reached;
    expect(await verbs.pause(id)).toMatchObject({ effect: "next_boundary" });
    expect(await desk.task(id)).toMatchObject({ status: "running", requested: "pause" });
    // The worker may hear of it only as it announces the second step.
    engine.gate("pausing-two").open();
    engine.gate("pausing-one").open();
    expect(await desk.reaches(id, "paused")).toMatchObject({
      requested: null,
      reason: { code: "paused", text: "paused by Olga Owner" },
    });
    expect((await desk.steps(id)).map(({ path }) => path)).not.toContain("three");
    await expectConsistent(id);
    await verbs.resume(id);
    await desk.reaches(id, "complete");
    await expectConsistent(id);
    expect((await desk.steps(id)).map(({ path, attempt, status }) => [path, attempt, status])).toEqual(
      ["one", "two", "three"].map((path) => [path, 1, "complete"]),
    );
    expect(engine.calls.filter(({ call }) => call.taskId === id)).toHaveLength(1);
  });

  test("resumed before the step ended, it never was paused", async () => {
    const id = await start(`steps: [{ id: one, use: test.gatedwrite, with: { gate: resumed } }, { id: two, set: 2 }]`);
    await engine.gate("resumed").reached;
    await verbs.pause(id);
    expect(await verbs.resume(id)).toMatchObject({ effect: "now" });
    engine.gate("resumed").open();
    await desk.reaches(id, "complete");
    const events = await desk.events(id);
    expect(events).toEqual(expect.arrayContaining(["task.pause-requested", "task.pause-withdrawn", "task.completed"]));
    expect(events).not.toContain("task.paused");
  });

  test("with a question next, it is paused and says so; the answer is taken when it is resumed", async () => {
    const id = await start(`
      steps:
        - id: both
          parallel:
            - { id: ask, ask: question }
            - { id: beside, use: test.gatedwrite, with: { gate: asking } }
    `);
    await engine.gate("asking").reached;
    await expect.poll(async () => (await desk.open(id)).length).toBe(1);
    await verbs.pause(id);
    engine.gate("asking").open();
    await desk.reaches(id, "paused");
    await expectConsistent(id);
    await desk.respond((await desk.open(id))[0]!.id, { outcome: "answer", answer: 1 });
    expect((await desk.task(id)).status).toBe("paused");
    await verbs.resume(id);
    await desk.reaches(id, "complete");
  });
});

test("of two answers at once one counts, and the other is told whose", async () => {
  const id = await start(
    `{ steps: [{ id: ask, ask: approval, on_reject: continue }], outputs: { was: "{{ steps.ask.outcome }}" } }`,
  );
  await desk.reaches(id, "waiting");
  const [ask] = await desk.open(id);
  const answers: Promise<unknown>[] = [];
  const answer = (outcome: "approve" | "reject") =>
    answers.push(desk.respond(ask!.id, { outcome }).catch((error: unknown) => error));
  await inThisOrder(
    id,
    () => answer("approve"),
    () => answer("reject"),
  );
  expect(await Promise.all(answers)).toEqual([undefined, expect.objectContaining({ code: "already_decided" })]);
  expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { was: "approved" } });
  expect((await desk.events(id)).filter((kind) => kind === "interaction.decided")).toHaveLength(1);
});

describe("tried again while it times out", () => {
  test("the timeout came first: it is tried again", async () => {
    const { id, gate } = await startGated("timeout: 1s,");
    // Nothing of the task's is on its way to its row but what ends it.
    await expect.poll(async () => await desk.events(id)).toContain("step.started");
    const lock = await lockTaskRow(engine, id);
    await lockWaiters(engine, 1, "select id, attempt = % for no key update");
    const retrying = verbs.retry(id);
    await lockWaiters(engine, 1, "select id, workspace_id, status, requested, % for no key update");
    await lock.release();
    await retrying;
    gate.open();
    await desk.reaches(id, "complete");
    const kinds = (await desk.events(id)).filter((kind) =>
      ["task.failed", "task.retried", "task.completed"].includes(kind),
    );
    expect(kinds).toEqual(["task.failed", "task.retried", "task.completed"]);
  });

  test("the retry came first: there is nothing to try again yet", async () => {
    const { id } = await startGated("timeout: 300ms,");
    await expect(verbs.retry(id)).rejects.toMatchObject({ code: "conflict" });
    expect(await desk.reaches(id, "error")).toMatchObject({ error: { code: "timeout" } });
    await expectConsistent(id);
  });
});

describe("an event at the moment it is due", () => {
  const WAITS = `
    steps: [{ id: paid, wait: { event: EVENT, due: 400ms }, on_error: continue }]
    outputs: { data: "{{ steps.paid.data }}", error: "{{ steps.paid.error.code }}" }
  `;
  const publish = async (name: string) =>
    await publishEvent(engine.database.db, engine.boss, desk.actor, { name, data: 7 });

  test("the event came first: it counts", async () => {
    const id = await start(WAITS.replace("EVENT", "first"));
    await desk.reaches(id, "waiting");
    let published: Promise<number> | undefined;
    // The second to wait is the worker, which takes the task up because its time has come.
    await inThisOrder(
      id,
      () => (published = publish("first")),
      () => {},
    );
    expect(await published).toBe(1);
    expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { data: 7, error: null } });
    await expectConsistent(id);
  });

  test("its time was up first: the event finds nobody", async () => {
    const id = await start(WAITS.replace("EVENT", "second"));
    await desk.reaches(id, "complete");
    expect(await publish("second")).toBe(0);
    expect(await desk.task(id)).toMatchObject({ outputs: { data: null, error: "timeout" } });
  });
});

describe("a sub-task that ends while its parent is cancelled", () => {
  async function startFamily() {
    const name = `family-${++gates}`;
    const child = await desk.define(`steps: [{ id: work, use: test.gatedwrite, with: { gate: ${name} } }]`);
    const parent = await start(`steps: [{ id: sub, task: "${child}" }]`);
    await engine.gate(name).reached;
    await desk.reaches(parent, "waiting");
    const { id } = await engine.database.db
      .selectFrom("tasks")
      .select("id")
      .where("parent_task_id", "=", parent)
      .executeTakeFirstOrThrow();
    return { parent, child: id, gate: engine.gate(name) };
  }

  test("the sub-task came first", async () => {
    const { parent, child, gate } = await startFamily();
    let cancelling: Promise<unknown> | undefined;
    await inThisOrder(
      parent,
      () => gate.open(),
      () => (cancelling = verbs.cancel(parent).catch((error: unknown) => error)),
    );
    const refused = await cancelling;
    await desk.reaches(child, "complete");
    // The parent may have ended between the two: PostgreSQL lets others at a row's new version first.
    const code = refused instanceof Error ? (refused as Error & { code?: string }).code : undefined;
    expect([undefined, "conflict"]).toContain(code);
    // And what has done its last step when it learns of the cancel is complete all the same.
    await expect.poll(async () => (await desk.task(parent)).status).toMatch(/^(complete|cancelled)$/);
    await Promise.all([parent, child].map(expectConsistent));
  });

  test("the cancel came first", async () => {
    const { parent, child, gate } = await startFamily();
    let cancelling: Promise<unknown> | undefined;
    await inThisOrder(
      parent,
      () => (cancelling = verbs.cancel(parent)),
      () => gate.open(),
    );
    await cancelling;
    await desk.reaches(parent, "cancelled");
    await desk.reaches(child, "cancelled");
    await Promise.all([parent, child].map(expectConsistent));
  });
});

describe("resumed and answered at once", () => {
  test.each([
    ["the resume first", true],
    ["the answer first", false],
  ])("%s", async (_what, resumeFirst) => {
    const id = await start(`{ steps: [{ id: ask, ask: question }], outputs: { was: "{{ steps.ask.answer }}" } }`);
    await desk.reaches(id, "waiting");
    await verbs.pause(id);
    const [ask] = await desk.open(id);
    const done: Promise<unknown>[] = [];
    const resume = () => done.push(verbs.resume(id));
    const answer = () => done.push(desk.respond(ask!.id, { outcome: "answer", answer: "yes" }));
    await inThisOrder(id, resumeFirst ? resume : answer, resumeFirst ? answer : resume);
    await Promise.all(done);
    expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { was: "yes" } });
    await expectConsistent(id);
  });
});

describe("skipped and answered at once", () => {
  const ASKS = `{ steps: [{ id: ask, ask: question }], outputs: { was: "{{ steps.ask.answer }}" } }`;

  test("the answer came first: it counts, and who skips is told", async () => {
    const id = await start(ASKS);
    await desk.reaches(id, "waiting");
    const [ask] = await desk.open(id);
    const done: Promise<unknown>[] = [];
    await inThisOrder(
      id,
      () => done.push(desk.respond(ask!.id, { outcome: "answer", answer: "yes" })),
      () => done.push(verbs.skip(id, "ask", { answer: "no" }).catch((error: unknown) => error)),
    );
    expect((await Promise.all(done))[1]).toMatchObject({ code: "conflict" });
    expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { was: "yes" } });
    await expectConsistent(id);
  });

  test("the skip came first: who answers is told that it is not asked any more", async () => {
    const id = await start(ASKS);
    await desk.reaches(id, "waiting");
    const [ask] = await desk.open(id);
    const done: Promise<unknown>[] = [];
    await inThisOrder(
      id,
      () => done.push(verbs.skip(id, "ask", { answer: "no" })),
      () => done.push(desk.respond(ask!.id, { outcome: "answer", answer: "yes" }).catch((error: unknown) => error)),
    );
    expect((await Promise.all(done))[1]).toMatchObject({ code: "gone" });
    expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { was: "no" } });
    await expectConsistent(id);
  });
});

describe("skipped and tried again at once", () => {
  async function fail() {
    const id = await start(
      `steps: [{ id: work, use: test.write, with: { fail: 9, retryable: false } }, { id: after, set: 1 }]`,
    );
    await desk.reaches(id, "error");
    return id;
  }

  test("the skip came first: there is nothing to try again", async () => {
    const id = await fail();
    const done: Promise<unknown>[] = [];
    await inThisOrder(
      id,
      () => done.push(verbs.skip(id, "work")),
      () => done.push(verbs.retry(id).catch((error: unknown) => error)),
    );
    expect(await Promise.all(done)).toMatchObject([{ effect: "now" }, { code: "conflict" }]);
    await desk.reaches(id, "complete");
    expect((await desk.events(id)).at(-1)).toBe("task.completed");
  });

  test("the retry came first: its attempt waits to begin, and is skipped before it does, or refused as under way", async () => {
    const id = await fail();
    const done: Promise<unknown>[] = [];
    await inThisOrder(
      id,
      () => done.push(verbs.retry(id)),
      () => done.push(verbs.skip(id, "work").catch((error: unknown) => error)),
    );
    const [, skipped] = (await Promise.all(done)) as { effect?: string; code?: string }[];
    await desk.reaches(id, skipped!.effect ? "complete" : "error");
    expect((await desk.events(id)).at(-1)).toBe(skipped!.effect ? "task.completed" : "task.failed");
  });
});

test("a task whose call hangs and does not listen is cancelled at once", async () => {
  const reached = Promise.withResolvers<void>();
  engine.tools.set("test.deaf", {
    ...engine.tools.get("test.write")!,
    name: "test.deaf",
    run: async () => (reached.resolve(), await new Promise(() => {})),
  });
  const id = await start(`steps: [{ id: deaf, use: test.deaf }, { id: never, use: test.write }]`);
  await reached.promise;
  expect(await verbs.cancel(id)).toMatchObject({ effect: "next_boundary" });
  expect(await desk.reaches(id, "cancelled")).toMatchObject({
    reason: { code: "cancelled", text: "cancelled by Olga Owner" },
    requested: null,
  });
  expect((await desk.steps(id)).map(({ path, status }) => [path, status])).toEqual([["deaf", "cancelled"]]);
  await expectConsistent(id);
  await expect(verbs.cancel(id)).rejects.toMatchObject({ code: "conflict" });
});
