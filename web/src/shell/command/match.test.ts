import { expect, test } from "vitest";
import { fit, taskNumber } from "./match.ts";

test.each([
  ["", "Anything at all", true],
  ["inv", "Run Supplier invoice", true],
  ["run inv", "Run Supplier invoice", true],
  ["inv run", "Run Supplier invoice", true],
  ["voice", "Run Supplier invoice", true],
  ["run order", "Run Supplier invoice", false],
  ["uber", "Über", true],
  ["ÜBER", "über Taskwright", true],
  ["dunkel", "Farbschema: Dunkel", true],
])("%j finds %j: %s", (query, words, found) => {
  expect(fit(query, words) > 0).toBe(found);
});

test("what begins with it comes before what only has it somewhere", () => {
  const found = ["Write a settings file", "Settings", "My settings", "Presettings"];
  expect(found.toSorted((a, b) => fit("sett", b) - fit("sett", a))).toEqual([
    "Settings",
    "Write a settings file",
    "My settings",
    "Presettings",
  ]);
});

test.each([
  ["#12", 12],
  ["12", 12],
  ["task 12", 12],
  ["Aufgabe #812", 812],
  ["0", undefined],
  ["12 monkeys", undefined],
  ["invoice", undefined],
  ["#", undefined],
])("%j names task %s", (query, id) => {
  expect(taskNumber(query)).toBe(id);
});
