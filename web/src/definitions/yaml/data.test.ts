import { expect, test } from "vitest";
import { readValue, writeValue } from "./data.ts";

test.each<[string, unknown]>([
  ["{{ inputs.limit }}", "{{ inputs.limit }}"],
  ["{{ inputs.name }}.csv", "{{ inputs.name }}.csv"],
  ["{{ a }} and {{ b }}", "{{ a }} and {{ b }}"],
  ["12", 12],
  ["[a, b]", ["a", "b"]],
])("what is written as %s is taken for what it looks like", (written, value) => {
  expect(readValue(written)).toEqual({ value });
});

test.each([["words"], [3], [["a", { b: "c\nd" }]], [{ a: [1], b: {} }], ["{{ $sum([1, 2]) }}"], [""], [null]])(
  "%j comes back from its field as it was",
  (value) => expect(readValue(writeValue(value))).toEqual({ value }),
);

test("what is neither is said to be none", () => {
  expect(readValue("a: [")).toHaveProperty("problem");
});
