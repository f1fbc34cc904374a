import { expect, test } from "vitest";
import { fixOf } from "./fixes.ts";

test.each<[string, string, string, string | null]>([
  ["a tool", 'There is no tool "csv.raed". Did you mean "csv.read"?', "csv.raed", "csv.read"],
  ["in quotes", 'There is no tool "csv.raed". Did you mean "csv.read"?', '"csv.raed"', '"csv.read"'],
  [
    "a word among others",
    'There is no input "limt". Did you mean "limit"?',
    "{{ inputs.limt > 3 }}",
    "{{ inputs.limit > 3 }}",
  ],
  ["a key", 'A step has no "titel". Did you mean "title"?', "titel", "title"],
  ["nothing to write instead", "This is not valid YAML.", "x", null],
  ["a word that does not stand there", 'Did you mean "limit"?', "two words", null],
])("offers to put right %s", (_, message, marked, expected) => {
  const fix = fixOf({ message }, marked, 10);
  expect(fix && marked.slice(0, fix.from - 10) + fix.insert + marked.slice(fix.to - 10)).toBe(expected);
});
