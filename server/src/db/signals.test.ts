import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testDatabase, type TestDatabase } from "../../test/support/database.ts";
import { type Signals, openSignals } from "./signals.ts";

let test_: TestDatabase;
let here: Signals;
let there: Signals;
beforeAll(async () => {
  test_ = await testDatabase();
  here = openSignals(test_.database);
  there = openSignals(test_.database);
  await Promise.all([here.ready(), there.ready()]);
});
afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await test_.drop();
});

test("a signal reaches its own process once and the others once", async () => {
  const heard: string[] = [];
  const stops = [
    here.on("tasks", (payload) => heard.push(`here ${payload ?? "all"}`)),
    there.on("tasks", (payload) => heard.push(`there ${payload ?? "all"}`)),
    there.on("control", () => heard.push("wrong topic")),
  ];
  here.send("tasks", "7");
  await vi.waitFor(() => expect(heard).toContain("there 7"));
  // the second one follows the first on every path: once it is heard, nothing of the first is to come
  here.send("tasks", "8");
  await vi.waitFor(() => expect(heard).toContain("there 8"));
  expect(heard.toSorted()).toEqual(["here 7", "here 8", "there 7", "there 8"]);
  stops.forEach((stop) => stop());
});

test("a burst travels in few messages and loses none of its payloads", async () => {
  const query = vi.spyOn(test_.database.pool, "query");
  const heard = new Set<string | undefined>();
  const stop = there.on("events", (payload) => heard.add(payload));
  for (let n = 0; n < 500; n++) here.send("events", String(n));
  await vi.waitFor(() => expect(heard.size).toBe(500));
  expect(query).toHaveBeenCalledTimes(2);
  stop();
  query.mockRestore();
});

test("more payloads than a message holds become one signal without", async () => {
  const heard = new Set<string | undefined>();
  const stop = there.on("events", (payload) => heard.add(payload));
  for (let n = 0; n < 100; n++) here.send("events", "x".repeat(200) + n);
  await vi.waitFor(() => expect(heard).toContain(undefined));
  stop();
});

test("after a lost connection every topic is signalled once, and new signals arrive", async () => {
  const heard: string[] = [];
  const stops = (["tasks", "events", "control"] as const).map((topic) =>
    there.on(topic, (payload) => heard.push(`${topic} ${payload ?? "all"}`)),
  );
  await test_.database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'taskwright signals'",
  );
  await vi.waitFor(() => expect(heard.toSorted()).toEqual(["control all", "events all", "tasks all"]));
  here.send("tasks", "9");
  await vi.waitFor(() => expect(heard).toContain("tasks 9"));
  stops.forEach((stop) => stop());
});

test("who is alone sends nothing, and is heard by whoever comes", async () => {
  const own = await testDatabase();
  const first = openSignals(own.database);
  await first.ready();
  const query = vi.spyOn(own.database.pool, "query");
  first.send("tasks", "1");
  const second = openSignals(own.database);
  await second.ready();
  expect(query).not.toHaveBeenCalled();
  const heard: (string | undefined)[] = [];
  second.on("tasks", (payload) => heard.push(payload));
  await vi.waitFor(() => {
    first.send("tasks", "2");
    expect(heard).toContain("2");
  });
  expect(heard).not.toContain("1");
  await Promise.all([first.close(), second.close()]);
  await own.drop();
});
