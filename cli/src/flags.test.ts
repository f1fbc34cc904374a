import { expect, test } from "vitest";
import { checkFlags, idOf, repeated, wholeNumber } from "./flags.ts";

const args = {
  task: { type: "positional" },
  input: { type: "string", alias: "i" },
  priority: { type: "string", valueHint: "number" },
  wait: { type: "boolean", default: true },
  json: { type: "boolean" },
} as const;
const check = (...raw: string[]) => checkFlags(raw, args, ["input"]);

test.each([
  [["812"]],
  [["812", "--json", "--no-wait"]],
  [["--input", "a=1", "-i", "b=2", "--input=c=3", "812"]],
  [["--priority", "-5"]],
  [["812", "--input", "--strange"]],
  [["--", "--not-a-flag"]],
])("%j is taken", (raw) => {
  expect(() => check(...raw)).not.toThrow();
});

test.each([
  [["--jsno"], "There is no flag --jsno here.", "Did you mean --json?"],
  [["--no-json-x"], "There is no flag --no-json-x here.", undefined],
  [["-x"], "There is no flag -x here.", undefined],
  [["--priority"], "--priority needs a value: --priority <number>.", undefined],
  [["--json=true"], "--json takes no value. Write --json or --no-json.", undefined],
  [["--priority", "1", "--priority", "2"], "--priority is given twice. Give it once.", undefined],
  [
    ["Customer", "cleanup"],
    '"cleanup" is one word too many.',
    'A name with spaces is written in quotes: "Customer cleanup".',
  ],
])("%j is refused", (raw, message, hint) => {
  expect(() => check(...raw)).toThrow(expect.objectContaining({ message, exitCode: 3, ...(hint && { hint }) }));
});

test("a word that may be repeated takes all that follow", () => {
  expect(() => checkFlags(["812", "813", "--json", "814"], args, ["task"])).not.toThrow();
});

test("every value of a flag that may be repeated is found, in order", () => {
  expect(repeated(["-i", "a=1", "x", "--input=b=2", "--input", "c=", "--", "-i", "d=4"], "input", "i")).toEqual([
    "a=1",
    "b=2",
    "c=",
  ]);
});

test.each([
  ["812", 812],
  ["#812", 812],
])("%s names a task", (text, id) => {
  expect(idOf("task", text)).toBe(id);
});

test.each(["0", "-1", "1.5", "x", "", "99999999999999999"])("%j names no task", (text) => {
  expect(() => idOf("task", text)).toThrow("A task is named by its number");
});

test("a whole number is one", () => {
  expect(wholeNumber("--limit", "-3")).toBe(-3);
  expect(wholeNumber("--limit", undefined)).toBeUndefined();
  expect(() => wholeNumber("--limit", "3.5")).toThrow('--limit is a whole number, not "3.5".');
});
