import { expect, test } from "vitest";
import { isSteady, isSteadyCondition } from "./steady.ts";

test.each<[unknown, boolean]>([
  ["text", true],
  [{ path: "a/{{ inputs.name }}.txt", rows: ["{{ steps.read.rows[0] }}", 2, null] }, true],
  ["{{ inputs.a > 2 ? steps.b & 'x' : [1, -inputs.c] }}", true],
  ["{{ item.rows[amount > 3] }}", true],
  ["{{ now }}", false],
  [{ deep: [{ at: "until {{ now }}" }] }, false],
  ["{{ $now() }}", false],
  ["{{ $random() }}", false],
  ["{{ inputs.list ~> $shuffle }}", false],
  ["{{ $map(inputs.list, function($x) { $x }) }}", false],
  ["{{ $ }}", false],
  ["{{ *[0] }}", false],
  ["{{ ** }}", false],
])("%j is steady: %s", (value, steady) => {
  expect(isSteady(value)).toBe(steady);
});

test("a condition is steady with or without its braces", () => {
  expect(isSteadyCondition("inputs.a = 1")).toBe(true);
  expect(isSteadyCondition("{{ inputs.a = 1 }}")).toBe(true);
  expect(isSteadyCondition("{{ inputs.until < now }}")).toBe(false);
});
