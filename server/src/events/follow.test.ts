import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase, testWorkspace } from "../../test/support/database.ts";
import { systemActor } from "../access/actor.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { attachSignals } from "../db/poke.ts";
import type { Topic } from "../db/signals.ts";
import { appendEvent, appendEvents } from "./append.ts";
import type { EventRow } from "./event.ts";
import { type EventSubscription, type Follower, createFollower } from "./follow.ts";
import { type Position, formatPosition, parsePosition } from "./position.ts";

let database: TestDatabase;
let db: Db;
let workspaceId: number;
let follower: Follower;

/** Signals within this process, so that the tests decide what is heard. */
const heard = new Set<(payload: undefined) => void>();
const signals = {
  send(topic: Topic) {
    if (topic === "events") for (const fn of heard) setImmediate(fn, undefined);
  },
  on(_topic: Topic, fn: (payload: undefined) => void) {
    heard.add(fn);
    return () => void heard.delete(fn);
  },
};

beforeAll(async () => {
  database = await testDatabase();
  db = database.database.db;
  attachSignals(db, signals);
  workspaceId = (await testWorkspace(db)).workspaceId;
  follower = createFollower({ db, signals, log: { warn: () => {} } });
});

afterAll(async () => {
  follower.close();
  await database.drop();
});

const append = (tx: Db, kind: string, taskId?: number) =>
  appendEvent(tx, { workspaceId, kind, taskId, actor: systemActor(workspaceId, "test") });

function collect(subscription: EventSubscription = { workspaceId }, from = follower) {
  const rows: EventRow[] = [];
  const waiting: (() => void)[] = [];
  const following = from.follow(subscription, {
    onEvent(row) {
      rows.push(row);
      for (const check of waiting) check();
    },
  });
  return {
    rows,
    kinds: () => rows.map(({ kind }) => kind),
    stop: () => following.stop(),
    async until(count: number) {
      await new Promise<void>((resolve) => {
        const check = () => rows.length >= count && resolve();
        waiting.push(check);
        check();
      });
    },
  };
}

/** A transaction that has written and is kept open until told to commit. */
async function openTransaction(kind: string) {
  const written = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const committed = inTransaction(db, async (tx) => {
    await append(tx, kind);
    written.resolve();
    await mayCommit.promise;
  });
  await written.promise;
  return async () => {
    mayCommit.resolve();
    await committed;
  };
}

test("a transaction that began first and commits last is neither skipped nor handed on out of order", async () => {
  const seen = collect();
  await follower.poll();
  const commitLate = await openTransaction("late.written");
  await append(db, "early.written");
  await follower.poll();
  await follower.poll();
  expect(seen.kinds()).toEqual([]);

  await commitLate();
  await seen.until(2);
  expect(seen.kinds()).toEqual(["late.written", "early.written"]);
  seen.stop();
});

test("a transaction that rolls back holds nothing up for good", async () => {
  const seen = collect();
  await follower.poll();
  const written = Promise.withResolvers<void>();
  const fail = Promise.withResolvers<never>();
  const failed = inTransaction(db, async (tx) => {
    await append(tx, "never.happened");
    written.resolve();
    await fail.promise;
  }).catch(() => {});
  await written.promise;
  await append(db, "did.happen");
  fail.reject(new Error("rolled back"));
  await failed;
  // No commit, so no signal: the follower looks again by itself while it sees unsettled rows.
  await seen.until(1);
  expect(seen.kinds()).toEqual(["did.happen"]);
  seen.stop();
});

test("who resumes after an event gets everything since, once, and then goes on live", async () => {
  const first = collect();
  await follower.poll();
  await appendEvents(
    db,
    Array.from({ length: 5 }, (_, index) => ({
      workspaceId,
      kind: `resume.${index}`,
      actor: systemActor(workspaceId, "test"),
    })),
  );
  await first.until(5);
  const after: Position = parsePosition(formatPosition(first.rows[1]!));
  const resumed = collect({ workspaceId, after });
  // these arrive while the resumed one still reads the table
  await Promise.all(Array.from({ length: 20 }, (_, index) => append(db, `live.${index}`)));
  await Promise.all([first.until(25), resumed.until(23)]);
  expect(resumed.rows.map(formatPosition)).toEqual(first.rows.slice(2).map(formatPosition));
  first.stop();
  resumed.stop();
});

test("a slow consumer is handed one event at a time, reads on from the table, and misses nothing", async () => {
  const fast = collect();
  const slow: string[] = [];
  const done = Promise.withResolvers<void>();
  let open = 0;
  let most = 0;
  const following = follower.follow(
    { workspaceId },
    {
      async onEvent(row) {
        most = Math.max(most, ++open);
        await follower.poll();
        slow.push(formatPosition(row));
        open--;
        if (slow.length === 30) done.resolve();
      },
    },
  );
  await follower.poll();
  for (let index = 0; index < 30; index++) await append(db, `slow.${index}`);
  await fast.until(30);
  await done.promise;
  expect(slow).toEqual(fast.rows.map(formatPosition));
  expect(most).toBe(1);
  following.stop();
  fast.stop();
});

test("two followers hand on the same order, also to who changes from one to the other", async () => {
  const other = createFollower({ db, signals, log: { warn: () => {} } });
  const here = collect();
  await follower.poll();
  await Promise.all(Array.from({ length: 10 }, (_, index) => append(db, `both.${index}`)));
  await here.until(10);
  const moved = collect({ workspaceId, after: here.rows[3]! }, other);
  await append(db, "both.last");
  await Promise.all([here.until(11), moved.until(7)]);
  expect(moved.rows.map(formatPosition)).toEqual(here.rows.slice(4).map(formatPosition));
  here.stop();
  other.close();
});

test("a place that no event was ever handed on from counts as now", async () => {
  const seen = collect({ workspaceId, after: { xid: "9000000000000000000", id: 1 } });
  await follower.poll();
  await append(db, "after.restore");
  await seen.until(1);
  expect(seen.kinds()).toEqual(["after.restore"]);
  seen.stop();
});

test.each<[string, EventSubscription, string[]]>([
  ["a task", { taskId: 7 }, ["task.created", "task.completed"]],
  ["kinds", { kinds: ["agent.updated", "task.completed"] }, ["agent.updated", "task.completed"]],
  ["a noun", { kinds: ["task.*"] }, ["task.created", "task.completed"]],
  ["everything", {}, ["task.created", "agent.updated", "task.completed"]],
])("a subscription to %s gets that and nothing else, live and from the table", async (_, filter, expected) => {
  const { workspaceId: own } = await testWorkspace(db);
  const { workspaceId: foreign } = await testWorkspace(db);
  const live = collect({ workspaceId: own, ...filter });
  const start = collect({ workspaceId: own });
  await follower.poll();
  const actor = systemActor(own, "test");
  await append(db, "marker.before");
  await appendEvents(db, [
    { workspaceId: own, taskId: 7, kind: "task.created", actor },
    { workspaceId: foreign, taskId: 7, kind: "task.created", actor },
    { workspaceId: own, kind: "agent.updated", actor },
    { workspaceId: own, taskId: 7, kind: "task.completed", actor },
  ]);
  await start.until(3);
  const late = collect({ workspaceId: own, ...filter, after: { xid: start.rows[0]!.xid, id: 0 } });
  await Promise.all([live.until(expected.length), late.until(expected.length)]);
  expect(live.kinds()).toEqual(expected);
  expect(late.kinds()).toEqual(expected);
  for (const each of [live, late, start]) each.stop();
});

test("an event whose transaction rolls back pokes nobody, and many events poke once", async () => {
  let pokes = 0;
  const stop = signals.on("events", () => void pokes++);
  await inTransaction(db, async (tx) => {
    await append(tx, "poke.one");
    await append(tx, "poke.two");
  });
  await inTransaction(db, async (tx) => {
    await append(tx, "poke.never");
    throw new Error("no");
  }).catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  expect(pokes).toBe(1);
  stop();
});
