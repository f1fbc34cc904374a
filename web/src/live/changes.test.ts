import type { Event } from "@taskwright/api/event.ts";
import { expect, test } from "vitest";
import { addEvent, noChanges } from "./changes.ts";

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
