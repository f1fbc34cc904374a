import { expect, test } from "vitest";
import { durationMs } from "./duration.ts";

test.for([
  ["250ms", 250],
  ["30s", 30_000],
  ["1.5h", 5_400_000],
  ["1d12h", 129_600_000],
  ["2w", 1_209_600_000],
  ["1m500ms", 60_500],
])("%s is %d ms", ([text, ms]) => {
  expect(durationMs(text as string)).toBe(ms);
});

test.for(["", "5", "5 minutes", "-1s", "1y", "s", "1s "])("%j is no duration", (text) => {
  expect(() => durationMs(text)).toThrow("is not a duration");
});
