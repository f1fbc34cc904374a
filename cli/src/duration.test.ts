import { expect, test } from "vitest";
import { formatBytes } from "./bytes.ts";
import { formatAgo, formatClock, formatDuration } from "./duration.ts";

test.each([
  [0.4, "0 ms"],
  [999, "999 ms"],
  [12_399, "12.3 s"],
  [59_999, "59.9 s"],
  [125_000, "2 min 5 s"],
  [7_260_000, "2 h 1 min"],
  [172_800_000, "2 days"],
])("%d ms is %s", (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

test.each([
  [0, "0:00"],
  [65_999, "1:05"],
  [3_661_000, "1:01:01"],
])("a clock shows %d ms as %s", (ms, clock) => {
  expect(formatClock(ms)).toBe(clock);
});

test("how long ago is told in whole seconds", () => {
  const now = Date.parse("2026-11-23T12:00:00.000Z");
  expect(formatAgo("2026-11-23T11:59:59.000Z", now)).toBe("just now");
  expect(formatAgo("2026-11-23T11:59:30.600Z", now)).toBe("29 s ago");
  expect(formatAgo("2026-11-23T11:56:00.000Z", now)).toBe("4 min ago");
});

test.each([
  [999, "999 B"],
  [1536, "1.5 kB"],
  [999_999, "1.0 MB"],
  [82_400_000_000, "82 GB"],
])("%d bytes are %s", (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});
