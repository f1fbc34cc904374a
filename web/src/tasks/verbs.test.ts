import type { Step } from "@taskwright/api/step.ts";
import type { TaskStatus } from "@taskwright/api/task.ts";
import { expect, test } from "vitest";
import { maySkip, verbsFor } from "./verbs.ts";

test.each<[TaskStatus, string | undefined, string[]]>([
  ["running", undefined, ["pause", "cancel"]],
  ["running", "pausing", ["resume", "cancel"]],
  ["running", "cancelling", []],
  ["waiting", "person", ["pause", "cancel"]],
  ["paused", "paused", ["resume", "cancel"]],
  ["error", "failed", ["retry"]],
  ["complete", undefined, []],
])("a task that is %s (%s) offers %j", (status, reason, verbs) => expect(verbsFor(status, reason)).toEqual(verbs));

const waits = (type: string) => ({ status: "waiting", kind: "ask", wait: { type } }) as unknown as Step;
const failed = { status: "error", kind: "use", path: "a", error: { code: "x", message: "y", stepPath: "a" } } as Step;

test.each<[string, TaskStatus, Step, boolean]>([
  ["the step it failed at", "error", failed, true],
  ["a failure that was dealt with", "error", { ...failed, error: { ...failed.error!, handled: true } }, false],
  ["a block around the failure", "error", { ...failed, kind: "each", path: "rows" }, false],
  ["a block whose own time was up", "error", { ...failed, kind: "steps" }, true],
  ["a question", "waiting", waits("person"), true],
  ["a question beside a call", "running", waits("person"), true],
  ["a moment beside a call", "running", waits("delay"), false],
  ["a moment of a paused task", "paused", waits("delay"), true],
  ["a question of a task that is over", "cancelled", waits("person"), false],
])("%s of a task that is %s: %j", (_what, status, step, expected) =>
  expect(maySkip({ status, parentTaskId: null }, step)).toBe(expected),
);

test("the failed step of a part is skipped in the whole, not here", () => {
  expect(maySkip({ status: "error", parentTaskId: 7 }, failed)).toBe(false);
});
