import { expect, test } from "vitest";
import { logKind } from "./log-kind.ts";

test.each([
  ["step.completed", { kind: "use", tool: "csv.read" }, "agent", "app"],
  ["step.completed", { kind: "set" }, "agent", "agent"],
  ["step.failed", { kind: "use" }, "agent", "error"],
  ["task.failed", {}, "agent", "error"],
  ["task.recovered", {}, "system", "error"],
  ["interaction.opened", {}, "agent", "decision"],
  ["interaction.decided", {}, "user", "decision"],
  ["task.paused", {}, "user", "decision"],
  ["task.created", {}, "user", "life"],
  ["task.started", {}, "agent", "life"],
  ["email.sent", {}, "agent", "app"],
  ["something.new", {}, "system", "life"],
] as const)("%s %j by %s is an entry of kind %s", (kind, data, type, expected) => {
  expect(logKind({ kind, data, actor: { type, id: 1, name: "x" } })).toBe(expected);
});
