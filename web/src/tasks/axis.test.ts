import { expect, test } from "vitest";
import { axisOf, placeOn, ticksOf } from "./axis.ts";

test("the axis goes from the first beginning to the last end, or to now", () => {
  expect(axisOf([{ start: 100, end: 200 }, null, { start: 50, end: 120 }], 900)).toEqual({ start: 50, end: 200 });
  expect(axisOf([{ start: 100, end: null }], 900)).toEqual({ start: 100, end: 900 });
  expect(axisOf([null], 900)).toBeNull();
});

test("a clock that is behind makes no negative bars", () => {
  expect(axisOf([{ start: 100, end: null }], 50)).toEqual({ start: 100, end: 101 });
  expect(placeOn({ start: 100, end: 200 }, 90, 80)).toEqual({ left: 0, width: 0 });
});

test.each([
  [180, [0, 50, 100, 150]],
  [3_500, [0, 1_000, 2_000, 3_000]],
  [6 * 60_000, [0, 120_000, 240_000, 360_000]],
  [3 * 86_400_000, [0, 86_400_000, 172_800_000, 259_200_000]],
])("%i ms have ticks at %j", (whole, ticks) => {
  expect(ticksOf({ start: 0, end: whole }).map(({ ms }) => ms)).toEqual(ticks);
});
