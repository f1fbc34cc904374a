import type { Event } from "@taskwright/api/event.ts";
import { expect, test } from "vitest";
import { addEvent, compareHead, noChanges } from "./changes.ts";

function event(kind: string, taskId: number | null = 1): Event {
  return {
    id: "1",
    kind,
    taskId,
    actor: { type: "system", id: null, name: "x" },
    data: {},
    at: "2026-11-23T12:00:00Z",
  };
}

test("many events of one task are one changed task", () => {
  const changes = ["task.created", "step.started", "step.completed", "task.waiting"].reduce(
    (sum, kind) => addEvent(sum, event(kind, 7)),
    noChanges(),
  );
  expect([...changes.tasks]).toEqual([7]);
  expect(changes.created).toBe(1);
  expect([...changes.nouns]).toEqual(["task", "step"]);
});

test.each([
  ["interaction.opened", true],
  ["task.cancelled", true],
  ["task.created", false],
  ["step.started", false],
  ["agent.updated", false],
])("%s changes the inbox: %s", (kind, expected) => {
  expect(addEvent(noChanges(), event(kind)).interactions).toBe(expected);
});

const shown = [9, 8, 6].map((id) => ({ id, s: "a" }));

test("rows that are new or newly match are counted, not moved in; known rows are brought up to date", () => {
  const head = [
    { id: 11, s: "a" },
    { id: 10, s: "a" },
    { id: 9, s: "b" },
    { id: 7, s: "a" },
  ];
  const { added, changed } = compareHead(shown, head, false);
  expect(added).toBe(3);
  expect([...changed.keys()]).toEqual([9]);
  expect(changed.get(9)?.s).toBe("b");
});

test("rows below the last one shown wait for their page, unless there are no more pages", () => {
  expect(compareHead(shown, [{ id: 3, s: "a" }], false).added).toBe(0);
  expect(compareHead(shown, [{ id: 3, s: "a" }], true).added).toBe(1);
});

test("with nothing shown every row is new", () => {
  expect(compareHead([], [{ id: 1 }], true).added).toBe(1);
});
