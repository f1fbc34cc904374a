import { TaskStatus } from "@taskwright/api/task.ts";
import { expect, test } from "vitest";
import { exitCodeOf } from "./exit.ts";

test("a script can tell how a task ended, and nothing but complete is success", () => {
  const codes = Object.fromEntries(TaskStatus.options.map((status) => [status, exitCodeOf(status)]));
  expect(codes).toMatchObject({ complete: 0, error: 1, cancelled: 2 });
  expect(Object.entries(codes).filter(([, code]) => code === 0)).toEqual([["complete", 0]]);
});
