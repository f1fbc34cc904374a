import { expect, test } from "vitest";
import { heardServerTime, serverNow } from "./clock.ts";
import { duration, roundDuration } from "./duration.ts";
import { bytes, numberAmong, placesOf } from "./number.ts";
import { clockTime, relativeTime } from "./time.ts";

const now = Date.parse("2026-11-23T12:00:00Z");

test.each([
  [0, "now"],
  [-4_000, "now"],
  [-45_000, "45 seconds ago"],
  [-3 * 60_000, "3 minutes ago"],
  [-59 * 60_000 - 59_000, "59 minutes ago"],
  [-2 * 3_600_000, "2 hours ago"],
  [-26 * 3_600_000, "yesterday"],
  [-400 * 86_400_000, "last year"],
  [100_000, "in 2 minutes"],
  [8 * 3_600_000 - 20_000, "in 8 hours"],
  [8 * 3_600_000, "in 8 hours"],
])("a moment %i ms away reads %j", (away, words) => {
  expect(relativeTime(now + away, now, "long", "en")).toBe(words);
});

test.each([
  [0, "0 ms"],
  [840, "840 ms"],
  [3_240, "3.2 s"],
  [59_960, "1 min 00 s"],
  [245_000, "4 min 05 s"],
  [3_600_000, "1 h 00 min"],
  [7_800_000, "2 h 10 min"],
  [3 * 86_400_000 + 4 * 3_600_000, "3 d 4 h"],
  [-1, "–"],
  [Number.NaN, "–"],
])("a duration of %f ms reads %j", (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [500, "500 ms"],
  [5_000, "5 s"],
  [30 * 60_000, "30 min"],
  [90 * 60_000, "1 h 30 min"],
  [2 * 86_400_000, "2 d"],
])("on an axis, %i ms read %j", (ms, words) => {
  expect(roundDuration(ms)).toBe(words);
});

test.each([
  [0, "0 B"],
  [812, "812 B"],
  [4_096, "4.1 kB"],
  [1_234_567_890, "1.2 GB"],
])("%i bytes read %j", (value, words) => {
  expect(bytes(value, "en")).toBe(words);
});

test("a moment of today shows its time alone, another its day as well", () => {
  const noon = new Date(2026, 10, 23, 12, 0).getTime();
  expect(clockTime(new Date(2026, 10, 23, 9, 5).getTime(), noon, "en-GB")).toBe("09:05");
  expect(clockTime(new Date(2026, 10, 21, 9, 5).getTime(), noon, "en-GB")).toBe("21 Nov, 09:05");
});

test("a browser whose clock is an hour off shows the server's time", () => {
  heardServerTime(new Date(Date.now() + 3_600_000).toUTCString());
  expect(serverNow() - Date.now()).toBeGreaterThan(3_590_000);
  heardServerTime(new Date().toUTCString());
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(10);
  heardServerTime("rubbish");
  heardServerTime(null);
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(10);
});

test.each([
  [
    [1240.5, 1310, 1198.95],
    ["1,240.50", "1,310.00", "1,198.95"],
  ],
  [
    [2026, 4711],
    ["2026", "4711"],
  ],
  [[0.1, "x", null], ["0.1"]],
  [
    [1e21, 1e-9],
    ["1e+21", "1e-9"],
  ],
])("below each other, %j read %j", (values, words) => {
  const numbers = values.filter((value) => typeof value === "number");
  expect(numbers.map((value) => numberAmong(value, placesOf(values), "en"))).toEqual(words);
});
