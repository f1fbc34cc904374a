import { expect, test } from "vitest";
import { renderPlainProgress, renderProgress, type ProgressView } from "./progress.ts";

type Shown = ProgressView["task"];
const running: Shown = {
  id: 812,
  title: "Customer cleanup",
  status: "running",
  reason: null,
  progress: { step: "rows[3].check", title: "Check row 4", percent: 50 },
  elapsedMs: 61_000,
};
const render = (task: Partial<Shown>, view: Partial<ProgressView> = {}) =>
  renderProgress({ task: { ...running, ...task }, sinceReadMs: 0, frame: 0, width: 80, ...view });

test("a running task shows bar, percent, clock and step", () => {
  expect(render({})).toBe("⠋ ████████████░░░░░░░░░░░░  50%  1:01  Check row 4");
});

test.each([
  [0, "░░░░░░░░░░░░░░░░░░░░░░░░   0%"],
  [1, "░░░░░░░░░░░░░░░░░░░░░░░░   1%"],
  [99.9, "████████████████████████  99%"],
  [100, "████████████████████████ 100%"],
])("%d percent is shown so, and 100 only when it is", (percent, shown) => {
  expect(render({ progress: { step: null, percent } })).toContain(shown);
});

test("the clock goes on between two readings, but not for a task that has ended", () => {
  expect(render({}, { sinceReadMs: 2000 })).toContain("  1:03  ");
  expect(render({ status: "paused" }, { sinceReadMs: 2000 })).toContain("  1:01  ");
});

test("a waiting task says why", () => {
  const reason = { code: "person" as const, text: "waiting for an approver until 17:00" };
  expect(render({ status: "waiting", reason })).toMatch(/^◇ .*waiting for an approver until 17:00$/);
});

test("trouble with the server takes the place of the step", () => {
  expect(render({}, { trouble: "the server does not answer" })).toMatch(/the server does not answer$/);
});

test.each([20, 40, 41, 50, 79])("it fits into %d columns", (width) => {
  const line = render({ progress: { step: "x", title: "A very long title ".repeat(9), percent: 7 } }, { width });
  expect(line.length).toBeLessThan(Math.max(width, 41));
  expect(line).not.toContain("\n");
});

test("the frames turn", () => {
  expect(new Set([0, 1, 2, 10].map((frame) => render({}, { frame })[0]))).toEqual(new Set(["⠋", "⠙", "⠹"]));
});

test("a title with control characters stays on its line", () => {
  const progress = { step: "x", title: "one\n\u001B[31mtwo\r", percent: 1 };
  expect(render({ progress })).toMatch(/one two$/);
  expect(renderPlainProgress({ ...running, progress })).toBe("#812    1%  running  one two");
});
