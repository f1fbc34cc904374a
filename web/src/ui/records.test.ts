import { expect, test } from "vitest";
import { cellText, recordsOf } from "./records.ts";

test("alike objects have the columns of all of them", () => {
  expect(
    recordsOf([
      { a: 1, b: 2 },
      { a: 3, c: [1] },
    ])?.columns,
  ).toEqual(["a", "b", "c"]);
});

test.each([
  ["one object", [{ a: 1 }]],
  ["scalars", [1, 2]],
  ["objects and others", [{ a: 1 }, 2]],
  ["objects that share nothing", [{ a: 1 }, { b: 1 }, { c: 1 }]],
  ["empty objects", [{}, {}]],
  ["no list", { a: 1 }],
])("%s are no table", (_, value) => expect(recordsOf(value)).toBeNull());

test("a cell is short, whatever it holds", () => {
  expect(cellText({ a: [1] })).toBe('{"a":[1]}');
  expect(cellText(null)).toBe("");
  expect(cellText("x".repeat(500))).toHaveLength(201);
});
