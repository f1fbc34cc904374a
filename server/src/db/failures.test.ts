import { expect, test } from "vitest";
import { testDatabase } from "../../test/support/database.ts";
import { connectDatabase } from "./database.ts";
import { databaseFailure, isStorageFull, isUnavailable } from "./failures.ts";

test.for<[string, unknown, boolean]>([
  ["the server shuts down", coded("57P01"), true],
  ["the server starts", coded("57P03"), true],
  ["too many connections", coded("53300"), true],
  ["the connection broke", new Error("Connection terminated unexpectedly"), true],
  ["nobody listens", coded("ECONNREFUSED"), true],
  ["nobody listens on any address", new AggregateError([coded("ECONNREFUSED")], "both"), true],
  ["wrapped in another error", new Error("x", { cause: coded("57P01") }), true],
  ["no socket file", coded("ENOENT", { syscall: "connect" }), true],
  ["a missing file of a user", coded("ENOENT", { syscall: "open" }), false],
  ["a unique violation", coded("23505"), false],
  ["a mistake in SQL", coded("42601"), false],
  ["no error at all", "57P01", false],
])("unavailable: %s → %s", ([, error, expected]) => {
  expect(isUnavailable(error)).toBe(expected);
  expect(databaseFailure(error)?.code).toBe(expected ? "unavailable" : undefined);
});

test("a full disk is its own answer", () => {
  expect(isStorageFull(coded("53100"))).toBe(true);
  expect(databaseFailure(coded("ENOSPC"))?.httpStatus).toBe(507);
});

test("losing the server in the middle of a statement ends neither the process nor the pool", async () => {
  const { database, url, drop } = await testDatabase();
  const victim = connectDatabase({ url, name: "victim", max: 2 });
  const idle = await victim.pool.connect();
  const failing = victim.pool.query("select pg_sleep(60)").catch((error: unknown) => error);
  const kill = "select count(pg_terminate_backend(pid))::int as n from pg_stat_activity";
  await expect
    .poll(async () => {
      const { rows } = await database.pool.query(
        "select from pg_stat_activity where application_name = 'victim' and query like '%pg_sleep%'",
      );
      return rows.length;
    })
    .toBe(1);
  await database.pool.query(`${kill} where application_name = 'victim'`);
  expect(isUnavailable(await failing)).toBe(true);
  idle.release(true);
  expect((await victim.pool.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
  await victim.close();
  await drop();
});

function coded(code: string, more: object = {}): Error {
  return Object.assign(new Error(`error ${code}`), { code, ...more });
}
