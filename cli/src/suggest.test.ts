import { expect, test } from "vitest";
import { didYouMean } from "./suggest.ts";

const names = ["definitions", "doctor", "files", "inbox", "run", "tasks"];

test.each([
  ["taks", 'Did you mean "tasks"?'],
  ["rn", 'Did you mean "run"?'],
  ["definition", 'Did you mean "definitions"?'],
  ["INBOX", 'Did you mean "inbox"?'],
  ["zebra", undefined],
  ["", undefined],
])("%j is met with %j", (typed, answer) => {
  expect(didYouMean(typed, names)).toBe(answer);
});
