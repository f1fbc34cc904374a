import { expect, test } from "vitest";
import { inPlace } from "./steady.ts";

test("held rows keep their places: known ones change, gone ones stay, new ones wait", () => {
  const held = [
    { id: 3, percent: 10 },
    { id: 2, percent: 50 },
  ];
  const fresh = [
    { id: 4, percent: 0 },
    { id: 3, percent: 40 },
  ];
  expect(inPlace(held, fresh)).toEqual([
    { id: 3, percent: 40 },
    { id: 2, percent: 50 },
  ]);
});
