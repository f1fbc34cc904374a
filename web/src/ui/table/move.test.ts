import { expect, test } from "vitest";
import { moveTo } from "./move.ts";

test.each<[string, number, number | undefined]>([
  ["j", 0, 1],
  ["ArrowDown", 99, 99],
  ["k", 0, 0],
  ["ArrowUp", 5, 4],
  ["PageDown", 85, 99],
  ["PageUp", 15, 0],
  ["Home", 40, 0],
  ["End", 40, 99],
  ["q", 40, undefined],
])("%s from row %i of a hundred leads to %s", (key, from, to) => {
  expect(moveTo(key, from, 100, 20)).toBe(to);
});

test("in an empty list no key leads anywhere", () => expect(moveTo("j", 0, 0, 20)).toBeUndefined());
