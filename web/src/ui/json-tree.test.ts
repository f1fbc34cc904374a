import { expect, test } from "vitest";
import { jsonRows, preview } from "./json-tree.ts";

const shape = (value: unknown, ...rest: [((p: string) => boolean)?, ((p: string) => number)?]) =>
  jsonRows(value, ...rest).map(
    (row) => `${" ".repeat(row.depth)}${row.key ?? ""}:${row.kind}${row.size > 0 ? row.size : ""}`,
  );

test("the outer two levels are open, deeper ones closed", () => {
  expect(shape({ a: { b: { c: 1 } }, d: [true, null], e: "x" })).toEqual([
    ":object3",
    " a:object1",
    "  b:object1",
    " d:list2",
    "  0:boolean",
    "  1:null",
    " e:string",
  ]);
});

test("closing a branch hides what is under it and nothing else", () => {
  expect(shape({ a: { b: 1 }, c: 2 }, (pointer) => pointer !== "/a")).toEqual([":object2", " a:object1", " c:number"]);
});

test("a long list shows its first members and how many are left", () => {
  const rows = jsonRows(
    Array.from({ length: 250 }, (_, i) => i),
    () => true,
    () => 100,
  );
  expect(rows).toHaveLength(102);
  expect(rows.at(-1)).toMatchObject({ kind: "more", size: 150, pointer: "" });
});

test("only what is open is walked", () => {
  const read: PropertyKey[] = [];
  const watched = new Proxy({ x: 1 }, { get: (target, key) => (read.push(key), Reflect.get(target, key)) });
  expect(jsonRows({ watched }, (pointer) => pointer === "")).toHaveLength(2);
  expect(read).not.toContain("x");
});

test("keys with slashes and tildes stay apart", () => {
  expect(jsonRows({ "a/b": 1, "a~b": 2 }).map((row) => row.pointer)).toEqual(["", "/a~1b", "/a~0b"]);
});

test.each([
  [{}, "{}"],
  [[], "[]"],
  [[1, 2], "[2]"],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5 }, "{a, b, c, d, …}"],
])("%j closed reads %s", (value, words) => expect(preview(value)).toBe(words));

test("a hundred thousand members are walked in no time", () => {
  const start = performance.now();
  jsonRows(
    Array.from({ length: 100_000 }, (_, i) => ({ i })),
    () => true,
  );
  expect(performance.now() - start).toBeLessThan(1_000);
});
