import type { TaskSummary } from "@taskwright/api/task.ts";
import { expect, test } from "vitest";
import { matches } from "./matches.ts";
import { queryOf, readTaskSearch, type TaskSearch } from "./search.ts";

const task = {
  id: 812,
  title: "Pay <b>4711</b> مرحبا",
  definition: { id: 1, name: "Invoice", version: 1 },
  agent: { id: 1, name: "clerk" },
  kind: "api",
  status: "waiting",
  createdAt: new Date(2026, 10, 23, 8, 0).toISOString(),
  waitsFor: [{ interactionId: 1, assignees: ["role:approver"], mine: true, dueAt: null }],
} as unknown as TaskSummary;

test.each<[TaskSearch, boolean]>([
  [{}, true],
  [{ status: "waiting" }, true],
  [{ status: "error,waiting" }, true],
  [{ status: "complete" }, false],
  [{ definition: "Invoice", agent: "clerk", kind: "api" }, true],
  [{ definition: "Order" }, false],
  [{ agent: "other" }, false],
  [{ kind: "manual" }, false],
  [{ waitingFor: "me" }, true],
  [{ from: "2026-11-23", to: "2026-11-23" }, true],
  [{ from: "2026-11-24" }, false],
  [{ to: "2026-11-22" }, false],
  [{ q: "#812" }, true],
  [{ q: "81" }, false],
  [{ q: "PAY <b>" }, true],
])("%j: %s", (search, expected) => expect(matches(task, search)).toBe(expected));

test("a task that asks nobody waits for nobody", () => {
  const silent = { ...task, waitsFor: [] };
  expect([matches(silent, { waitingFor: "me" }), matches(silent, { waitingFor: "people" })]).toEqual([false, false]);
});

test("an address gives what the list knows, whatever else is in it", () => {
  expect(
    readTaskSearch({
      status: "waiting",
      kind: "nonsense",
      from: "yesterday",
      to: "2026-02-30x",
      sort: "-nothing",
      q: 812,
      columns: "age,agent",
      waitingFor: ["me"],
    }),
  ).toEqual({ status: "waiting", q: "812", columns: "age,agent" });
});

test("days are asked for as the moments at which they begin and end here", () => {
  const { createdFrom, createdBefore } = queryOf({ from: "2026-11-23", to: "2026-11-23" });
  expect(Date.parse(createdBefore!) - Date.parse(createdFrom!)).toBe(24 * 3_600_000);
  expect(new Date(createdFrom!).getHours()).toBe(0);
});
