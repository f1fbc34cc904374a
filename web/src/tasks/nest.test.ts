import type { Step } from "@taskwright/api/step.ts";
import { expect, test } from "vitest";
import { nestSteps, pathParts, timelineRows, type TimelineNode } from "./nest.ts";

let seq = 0;
function step(path: string, more: Partial<Step> = {}): Step {
  seq += 1;
  return {
    path,
    attempt: 1,
    seq,
    kind: "use",
    title: null,
    tool: null,
    effect: null,
    status: "complete",
    input: null,
    output: null,
    error: null,
    wait: null,
    untrusted: false,
    usage: null,
    rule: null,
    rehearsed: null,
    startedAt: "2026-11-23T12:00:00Z",
    endedAt: null,
    durationMs: 1,
    rounds: null,
    omitted: [],
    ...more,
  };
}
const outline = (nodes: TimelineNode[], depth = 0): string[] =>
  nodes.flatMap((node) => [
    `${"  ".repeat(depth)}${node.name}${node.step ? "" : ` (${node.kind})`}`,
    ...outline(node.children, depth + 1),
  ]);

test.each([
  ["read", ["read"]],
  ["block.inner", ["block", "inner"]],
  ["each1[0].send", ["each1", "[0]", "send"]],
  ["a[1].b[22].on_error.c", ["a", "[1]", "b", "[22]", "on_error", "c"]],
])("%s has the parts %j", (path, parts) => expect(pathParts(path)).toEqual(parts));

test("rounds of a list and steps of a block are under their step, in the order they began", () => {
  const tree = nestSteps([
    step("read"),
    step("each1"),
    step("each1[0].send"),
    step("each1[1].send"),
    step("each1[0].log"),
    step("last"),
  ]);
  expect(outline(tree)).toEqual([
    "read",
    "each1",
    "  0 (round)",
    "    send",
    "    log",
    "  1 (round)",
    "    send",
    "last",
  ]);
});

test("a block that writes its own row last still stands above its steps", () => {
  const tree = nestSteps([step("block.a"), step("block.else.b"), step("block")]);
  expect(outline(tree)).toEqual(["block", "  a", "  else (branch)", "    b"]);
});

test("attempts are one line that shows the last of them", () => {
  const tree = nestSteps([
    step("call", { seq: 1, attempt: 2, status: "complete" }),
    step("call", { seq: 1, attempt: 1, status: "error" }),
  ]);
  expect(tree).toHaveLength(1);
  expect(tree[0]!.step!.attempt).toBe(2);
  expect(tree[0]!.attempts.map((one) => one.attempt)).toEqual([1, 2]);
});

test("of many rounds only those that need eyes start open", () => {
  const steps = Array.from({ length: 30 }, (_, index) =>
    step(`rows[${index}].check`, index === 17 ? { status: "error" } : {}),
  );
  const rows = timelineRows(nestSteps(steps));
  expect(rows.filter((row) => row.open).map((row) => row.node.path)).toEqual(["rows", "rows[17]"]);
  expect(rows).toHaveLength(1 + 30 + 1);
});

test("5,000 steps are nested in no time", () => {
  const steps = Array.from({ length: 5_000 }, (_, index) => step(`rows[${index}].check`));
  const start = performance.now();
  expect(nestSteps(steps)[0]!.children).toHaveLength(5_000);
  expect(performance.now() - start).toBeLessThan(500);
});
