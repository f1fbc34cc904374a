import { expect, test } from "vitest";
import { answerOf, fieldsOf, initialText, objectionTo, readField } from "./form.ts";
import type { JsonSchema } from "./schema.ts";

const form: JsonSchema = {
  type: "object",
  properties: {
    deliveryDate: { type: "string", format: "date" },
    amount: { type: "number", title: "Amount", minimum: 1, maximum: 100, default: 5 },
    country: { enum: ["DE", "FR"] },
    colours: { type: "array", items: { enum: ["red", "blue"] } },
    codes: { type: "array", items: { type: "integer" } },
    sure: { type: "boolean" },
    mode: { oneOf: [{ const: "a", title: "The first" }, { const: "b" }] },
    note: { type: "string", format: "multiline", maxLength: 5 },
  },
  required: ["deliveryDate", "amount"],
};
const fields = fieldsOf(form);
const field = (name: string) => fields.find((each) => each.name === name)!;

test("a form's questions come in its order, with titles in words", () => {
  expect(fields.map(({ title, kind, required }) => [title, kind, required])).toEqual([
    ["Delivery date", "text", true],
    ["Amount", "number", true],
    ["Country", "choice", false],
    ["Colours", "list", false],
    ["Codes", "list", false],
    ["Sure", "boolean", false],
    ["Mode", "choice", false],
    ["Note", "text", false],
  ]);
  expect(field("colours")).toMatchObject({ many: true, choices: [{ value: "red" }, { value: "blue" }] });
  expect(field("mode").choices).toEqual([
    { value: "a", label: "The first" },
    { value: "b", label: "b" },
  ]);
  expect(field("note").multiline).toBe(true);
  expect(initialText(field("amount"))).toBe("5");
});

test.each([
  ["deliveryDate", "", "An answer is needed here."],
  ["deliveryDate", "31.5.2026", "A date such as 2026-05-31."],
  ["deliveryDate", "2026-05-31", undefined],
  ["amount", "0", "At least 1."],
  ["amount", "101", "At most 100."],
  ["amount", "ten", 'Amount is a number such as 1000 or 0.5, not "ten".'],
  ["amount", "10", undefined],
  ["codes", "1, two", 'a member of Codes is a whole number, not "two".'],
  ["codes", "1, 2", undefined],
  ["note", "", undefined],
  ["note", "too long", "At most 5 characters."],
])("%s: %j is met with %j", (name, text, objection) => {
  expect(objectionTo(field(name), text)).toBe(objection);
});

test("texts become values, and what was left empty is left out", () => {
  expect(readField(field("codes"), "1, 2")).toEqual([1, 2]);
  expect(readField(field("codes"), "[3]")).toEqual([3]);
  const values = ["2026-05-31", 7, "DE", undefined, [1], true, undefined, undefined];
  expect(answerOf(fields, values)).toEqual({
    deliveryDate: "2026-05-31",
    amount: 7,
    country: "DE",
    codes: [1],
    sure: true,
  });
});

test("a form that is no object is one question, and its value the answer", () => {
  const single = fieldsOf({ type: "integer", title: "How many?" });
  expect(single).toHaveLength(1);
  expect(answerOf(single, [3])).toBe(3);
});
