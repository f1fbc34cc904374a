import fc from "fast-check";
import jsonata from "jsonata";
import { expect, test } from "vitest";
import { fastOf, truthy, UNSURE } from "./fast.ts";
import { plain } from "./plain.ts";
import { plainPath } from "./plain-path.ts";
import type { Node } from "./syntax.ts";

const NAMES = ["a", "b", "length", "constructor", "toString", "sequence"];
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false, 0, 1, -1, 2.5, "", "a", "b", "1", [], {}),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie("any"), { maxKeys: 4 }),
  ),
})).any;

const path = fc
  .tuple(
    fc.constantFrom("inputs", "steps", "item", "index"),
    fc.array(
      fc.oneof(
        fc.constantFrom(...NAMES.map((name) => `.${name}`)),
        fc.integer({ min: -3, max: 3 }).map((place) => `[${place}]`),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([root, parts]) => root + parts.join(""));
const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    path,
    fc.constantFrom("1", "-2.5", '"a"', "''", "true", "null"),
    fc
      .tuple(tie("any"), fc.constantFrom("=", "!=", "<", "<=", ">", ">=", "and", "or", "+", "-", "*", "&"), tie("any"))
      .map(([a, operator, b]) => `${a} ${operator} ${b}`),
    fc.tuple(tie("any"), tie("any"), tie("any")).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
    tie("any").map((inner) => `$not(${inner})`),
  ),
})).any;
const scope = fc.record(
  {
    inputs: fc.dictionary(fc.constantFrom(...NAMES), value),
    steps: fc.dictionary(fc.constantFrom(...NAMES), value),
    item: value,
    index: fc.nat(3),
    now: fc.constant("2026-01-02T03:04:05Z"),
  },
  { requiredKeys: ["inputs", "steps", "now"] },
);

test("where the quick evaluation is sure, it gives what JSONata gives", async () => {
  let sure = 0;
  await fc.assert(
    fc.asyncProperty(expression, scope, async (source, data) => {
      const expected = jsonata(source);
      const fast = fastOf(expected.ast() as unknown as Node);
      const result = fast === null ? UNSURE : fast(data);
      fc.pre(result !== UNSURE);
      sure++;
      expect(result ?? null).toEqual(plain(await expected.evaluate(structuredClone(data))) ?? null);
    }),
    { numRuns: 2_000, maxSkipsPerRun: 20 },
  );
  expect(sure).toBeGreaterThan(1_000);
});

test("nothing and null are told apart", async () => {
  for (const source of ["inputs.a", "inputs.a.b", "inputs.a[0]", "inputs.a[1]"]) {
    for (const a of [undefined, null, [], [null], [[]], { b: null }]) {
      const data = { inputs: a === undefined ? {} : { a }, steps: {}, now: "" };
      const expected = jsonata(source);
      const result = fastOf(expected.ast() as unknown as Node)!(data);
      const wanted = result === UNSURE ? UNSURE : plain(await expected.evaluate(structuredClone(data)));
      expect([source, a, result]).toEqual([source, a, wanted]);
    }
  }
});

test("a value holds exactly when JSONata takes it for true", async () => {
  const boolean = jsonata("$boolean(v)");
  await fc.assert(
    fc.asyncProperty(value, async (v) => {
      expect(truthy(v)).toBe(await boolean.evaluate({ v }));
    }),
    { numRuns: 1_000 },
  );
});

test("a path read by hand is the tree that JSONata makes", () => {
  const forward = path.filter((text) => !text.includes("[-"));
  fc.assert(
    fc.property(forward, fc.constantFrom("", " ", "\n  "), (text, space) => {
      const source = `${space}${text}${space}`;
      expect(plainPath(source)).toEqual(jsonata(source).ast());
    }),
  );
});

test.for(["a[-1]", "true", "a and b", "in", "null", "a.function", "a b", "a.", "1", "$a", "`a`"])(
  "%s is no plain path",
  (source) => {
    expect(plainPath(source)).toBeNull();
  },
);
