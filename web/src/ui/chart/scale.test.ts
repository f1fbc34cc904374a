import { expect, test } from "vitest";
import { roundMax } from "./scale.ts";

test.each([
  [[], 1],
  [[0, 0], 1],
  [[1], 1],
  [[3, 1], 3],
  [[7], 8],
  [[12, 100], 100],
  [[101], 200],
  [[90], 100],
  [[0.07], 0.08],
])("an axis over %j ends at %d", (values, end) => {
  expect(roundMax(values)).toBe(end);
});
