import type { InputSpec } from "@taskwright/api/language.ts";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readInputs } from "./inputs.ts";
import { inputsSchema } from "./inputs-schema.ts";

const specs: Record<string, InputSpec> = {
  invoice: { type: "string", format: "file", description: "UBL 2.1 XML" },
  limit: { type: "number", default: 1000, minimum: 0 },
  urgency: { type: "enum", values: ["low", "high"], default: "low" },
  due: { type: "date", required: false },
  rows: {
    type: "list",
    items: {
      type: "object",
      properties: { sku: { type: "string", maxLength: 3 }, count: { type: "integer", default: 1 } },
    },
    required: false,
  },
};

test("defaults are filled in, also inside of lists, and files are told", () => {
  expect(readInputs(specs, { invoice: { file: 7 }, due: null, rows: [{ sku: "a" }] })).toEqual({
    inputs: { invoice: { file: 7 }, limit: 1000, urgency: "low", rows: [{ sku: "a", count: 1 }] },
    issues: [],
    files: [7],
  });
});

test("a default is a copy, so that no task changes another's", () => {
  const list: Record<string, InputSpec> = { list: { type: "list", default: [1] } };
  const first = readInputs(list, {}).inputs.list;
  expect(first).toEqual([1]);
  expect(first).not.toBe(readInputs(list, {}).inputs.list);
});

test.for<[given: unknown, path: string, message: string]>([
  [{}, "invoice", '"invoice" is missing. It is: UBL 2.1 XML'],
  [{ invoice: { file: 1 }, limt: 5 }, "limt", 'There is no input "limt". Did you mean "limit"?'],
  [{ invoice: { file: 1 }, limit: "5" }, "limit", '"limit" must be a number, not the text "5"; leave out the quotes.'],
  [{ invoice: { file: 1 }, limit: -1 }, "limit", '"limit" must be at least 0, not -1.'],
  [{ invoice: { file: 1 }, limit: true }, "limit", '"limit" must be a number, not true.'],
  [
    { invoice: "a.xml" },
    "invoice",
    '"invoice" must be a file that was uploaded before, such as {"file": 17}, not the text "a.xml".',
  ],
  [{ invoice: { file: 1 }, urgency: "hi" }, "urgency", '"urgency" must be one of "low", "high", not the text "hi".'],
  [
    { invoice: { file: 1 }, due: "2026-02-30" },
    "due",
    '"due" must be a date such as "2026-05-31", not the text "2026-02-30".',
  ],
  [{ invoice: { file: 1 }, rows: {} }, "rows", '"rows" must be a list, not an object.'],
  [
    { invoice: { file: 1 }, rows: [{ sku: "a" }, { sku: "abcd" }] },
    "rows[1].sku",
    '"rows[1].sku" must have at most 3 characters, not 4.',
  ],
  [{ invoice: { file: 1 }, rows: [{}] }, "rows[0].sku", '"rows[0].sku" is missing.'],
  [[], "", 'Inputs are an object with their names as keys, such as {"limit": 100}.'],
])("%j is refused at %s", ([given, path, message]) => {
  expect(readInputs(specs, given).issues).toEqual([expect.objectContaining({ path, message })]);
});

test("names that every object has are no inputs", () => {
  const given = JSON.parse('{"__proto__": {"limit": 1}, "constructor": 1}') as unknown;
  const { inputs, issues } = readInputs({ limit: { type: "number", default: 2 } }, given);
  expect(inputs).toEqual({ limit: 2 });
  expect(issues.map(({ path }) => path)).toEqual(["__proto__", "constructor"]);
});

test("a pattern that runs away is stopped", () => {
  const slow: Record<string, InputSpec> = { text: { type: "string", pattern: "^(a+)+$" } };
  expect(() => readInputs(slow, { text: `${"a".repeat(40)}!` })).toThrow("takes too long");
});

const leaf: fc.Arbitrary<InputSpec> = fc.oneof(
  fc.record(
    { type: fc.constantFrom("string" as const), minLength: fc.nat(2), maxLength: fc.integer({ min: 2, max: 4 }) },
    { requiredKeys: ["type"] },
  ),
  fc.record({
    type: fc.constant("string" as const),
    format: fc.constantFrom("date", "date-time", "email", "uri", "money", "multiline", "file"),
  }) as fc.Arbitrary<InputSpec>,
  fc.record(
    {
      type: fc.constantFrom("number" as const, "integer" as const),
      minimum: fc.integer({ max: 0 }),
      maximum: fc.nat(),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record({
    type: fc.constantFrom("boolean" as const, "date" as const, "file" as const, "list" as const, "object" as const),
  }),
  fc.constant<InputSpec>({ type: "enum", values: ["a", 1] }),
);
const spec = fc.oneof(
  leaf,
  leaf.map((items): InputSpec => ({ type: "list", items })),
  fc
    .record({ a: leaf, b: leaf.map((inner) => ({ ...inner, required: false })) })
    .map((properties): InputSpec => ({ type: "object", properties })),
);
const given = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(
      "",
      "a",
      "abc",
      "😀😀😀",
      "2026-05-31",
      "2026-02-30",
      "2026-05-31T17:00:00Z",
      "a@example.org",
      "https://example.org",
      "12.50",
      "1,2",
      0,
      1,
      -7,
      2.5,
      true,
      { file: 3 },
      { file: 0 },
      { file: "3" },
    ),
    fc.array(tie("any"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("any"), { maxKeys: 3 }),
  ),
})).any;

test("what is taken is exactly what fits the published schema", () => {
  const ajv = new Ajv2020({ strict: false, formats: { file: true, multiline: true, money: true } });
  addFormats.default(ajv);
  fc.assert(
    fc.property(spec, given, (x, value) => {
      const validate = ajv.compile(inputsSchema({ x }));
      const taken = readInputs({ x }, { x: value }).issues.length === 0;
      expect(taken).toBe(validate({ x: value }));
    }),
    { numRuns: 1_000 },
  );
});
