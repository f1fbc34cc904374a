import { expect, test } from "vitest";
import { expressionPath, MOST_HITS, searchJson, valueAt } from "./json-search.ts";

const value = { order: { lines: [{ sku: "Lamp" }, { sku: "Desk lamp", "a/b": 1 }] }, lampshade: null };
const never = new AbortController().signal;

test("keys and values are found in the order in which they stand, whatever their case", async () => {
  expect(await searchJson(value, "lamp", never)).toEqual(["/order/lines/0/sku", "/order/lines/1/sku", "/lampshade"]);
  expect(await searchJson(value, "A/B", never)).toEqual(["/order/lines/1/a~1b"]);
  expect(await searchJson(value, "", never)).toEqual([]);
});

test("a pointer gives its value, and its path as an expression writes it", () => {
  expect(valueAt(value, "/order/lines/1/a~1b")).toBe(1);
  expect(expressionPath(value, "/order/lines/1/sku")).toBe("order.lines[1].sku");
  expect(expressionPath(value, "/order/lines/1/a~1b")).toBe("order.lines[1].`a/b`");
});

test("a search ends when it is given up, or has found more than anyone reads", async () => {
  const many = Array.from({ length: 200_000 }, (_, index) => `row ${index}`);
  expect(await searchJson(many, "row", never)).toHaveLength(MOST_HITS);
  const given = new AbortController();
  const search = searchJson(many, "nowhere", given.signal);
  given.abort();
  expect(await search).toEqual([]);
});
