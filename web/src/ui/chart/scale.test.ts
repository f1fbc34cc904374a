import { expect, test } from "vitest";
import { roundMax } from "./scale.ts";

test.each([
  [[], 1],
  [[0, 0], 1],
  [[1], 1],
  [[3, 1], 5],
  [[7], 10],
  [[12, 100], 100],
  [[101], 200],
  [[0.03], 0.05],
])("an axis over %j ends at %d", (values, end) => {
  expect(roundMax(values)).toBe(end);
});
