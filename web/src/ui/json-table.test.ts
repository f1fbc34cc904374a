import { expect, test } from "vitest";
import { tableOf } from "./json-table.ts";

test("rows that are alike become a table with every column there is", () => {
  expect(
    tableOf([
      { sku: "A", price: 1 },
      { sku: "B", note: null },
    ]),
  ).toEqual({
    columns: ["sku", "price", "note"],
    rows: [
      ["A", 1, null],
      ["B", null, null],
    ],
  });
});

test.each([
  ["nothing", []],
  ["no list", { a: 1 }],
  ["scalars", [1, 2]],
  ["nested rows", [{ a: { b: 1 } }]],
  ["lists in rows", [{ a: [1] }]],
  ["empty rows", [{}]],
  ["too many rows", Array.from({ length: 31 }, () => ({ a: 1 }))],
  ["too many columns", [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }]],
  ["long texts", [{ a: "x".repeat(201) }]],
])("%s is no table", (_, value) => expect(tableOf(value)).toBeNull());
