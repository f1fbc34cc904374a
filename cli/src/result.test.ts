import type { Task } from "@taskwright/api/task.ts";
import { expect, test } from "vitest";
import { renderData, renderResult } from "./result.ts";

const done = {
  id: 812,
  title: "Customer cleanup",
  status: "complete",
  reason: null,
  error: null,
  elapsedMs: 62_500,
  waitingMs: 0,
  outputs: {
    kept: 3,
    report: { file: 31, name: "report.csv" },
    rows: [
      { name: "Dana", total: 1 },
      { name: "Ilja", total: 22 },
    ],
  },
} as unknown as Task;

test("a result shows what came out, with files ready to fetch", () => {
  expect(renderResult(done, "http://127.0.0.1:8700")).toBe(
    [
      "✓ complete  #812 Customer cleanup  1 min 2 s",
      "",
      "  kept    3",
      "  report  file 31 (report.csv)",
      "  rows",
      "    name  total",
      "    Dana      1",
      "    Ilja     22",
      "",
      "  taskwright files get 31  # report.csv",
      "",
      "  http://127.0.0.1:8700/tasks/812",
    ].join("\n"),
  );
});

test("an error says where, and how to go on", () => {
  const failed = {
    ...done,
    status: "error",
    outputs: null,
    error: { code: "invalid", message: "No such column.", stepPath: "read" },
  } as Task;
  const text = renderResult(failed, "http://x");
  expect(text).toMatch(/^✗ error {2}#812/);
  expect(text).toContain("No such column.\n  in step read\n  try again from there: taskwright tasks retry 812");
});

test("long lists are cut, with the number of the rest", () => {
  expect(
    renderData(Array.from({ length: 25 }, (_, at) => at))
      .split("\n")
      .at(-1),
  ).toBe("… and 5 more");
});

test("outputs cannot repaint the terminal", () => {
  expect(renderData({ "na\u001B[2Jme": "va\u009Blue\u202E" })).toBe("name  value");
});
