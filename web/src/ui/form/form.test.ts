import { describe, expect, test } from "vitest";
import { draftOf, readDraft, type Draft } from "./draft.ts";
import { fieldKind, humanName, resolveRefs, type JsonSchema } from "./schema.ts";

describe("the kind of field a schema asks for", () => {
  test.each<[JsonSchema, string]>([
    [{ type: "string" }, "text line"],
    [{ type: "string", format: "multiline" }, "text multiline"],
    [{ type: "string", maxLength: 5_000 }, "text multiline"],
    [{ type: "string", format: "date" }, "text date"],
    [{ type: ["string", "null"], format: "email" }, "text email"],
    [{ type: "integer" }, "number"],
    [{ type: "boolean" }, "yes"],
    [{ enum: ["a", 2] }, "choice"],
    [{ oneOf: [{ const: 1, title: "One" }, { const: 2 }] }, "choice"],
    [{ type: "object", format: "file", properties: { file: { type: "integer" } } }, "file"],
    [{ type: "array", items: { type: "string" } }, "list"],
    [{ type: "array", items: { enum: ["a", "b"] } }, "choices"],
    [{ type: "string", format: "money" }, "money"],
    [{ type: "number", format: "money" }, "money"],
    [{ type: "array" }, "json"],
    [{ type: "object", properties: {} }, "group"],
    [{ type: "object" }, "json"],
    [{}, "json"],
    [{ type: ["string", "number"] }, "json"],
  ])("%j", (schema, expected) => {
    const field = fieldKind(schema);
    expect(field.kind === "text" ? `text ${field.format}` : field.kind).toBe(expected);
  });

  test("references are followed, and a cycle ends", () => {
    const schema: JsonSchema = {
      type: "object",
      properties: { line: { $ref: "#/$defs/line", title: "Row" } },
      $defs: { line: { type: "object", properties: { n: { type: "number" }, next: { $ref: "#/$defs/line" } } } },
    };
    const line = resolveRefs(schema).properties!.line!;
    expect(line.title).toBe("Row");
    expect(line.properties!.n).toEqual({ type: "number" });
    expect(fieldKind(line.properties!.next!).kind).toBe("json");
  });

  test.each([
    ["dueDate", "Due date"],
    ["due_date", "Due date"],
    ["IBAN", "IBAN"],
    ["limit", "Limit"],
  ])("%s reads %s", (name, label) => expect(humanName(name)).toBe(label));
});

const order: JsonSchema = {
  type: "object",
  required: ["who", "count", "lines"],
  properties: {
    who: { type: "string", minLength: 2 },
    count: { type: "integer", minimum: 1, default: 3 },
    urgent: { type: "boolean" },
    colour: { enum: ["red", "green", 7] },
    day: { type: "string", format: "date" },
    file: { type: "object", format: "file" },
    lines: {
      type: "array",
      items: { type: "object", required: ["sku"], properties: { sku: { type: "string" }, price: { type: "number" } } },
    },
    address: { type: "object", required: ["city"], properties: { city: { type: "string" }, zip: { type: "string" } } },
    extra: { type: "object" },
  },
};
const filled = (change: Record<string, Draft>): Draft => ({
  ...(draftOf(order) as Record<string, Draft>),
  who: "Dana",
  ...change,
});

describe("reading what was filled in", () => {
  test("defaults are filled in, and what was left out is not sent", () => {
    expect(readDraft(order, filled({}))).toEqual({
      value: { who: "Dana", count: 3, urgent: false, lines: [] },
      issues: [],
    });
  });

  test("every kind of field gives its own type", () => {
    const { value, issues } = readDraft(
      order,
      filled({
        count: " 12 ",
        urgent: true,
        colour: "7",
        day: "2026-05-31",
        file: { file: 4, name: "a.xml" },
        lines: [{ sku: "A", price: "1.5" }],
        address: { city: "Bonn", zip: "" },
        extra: '{"a":[1]}',
      }),
    );
    expect(issues).toEqual([]);
    expect(value).toEqual({
      who: "Dana",
      count: 12,
      urgent: true,
      colour: 7,
      day: "2026-05-31",
      file: { file: 4 },
      lines: [{ sku: "A", price: 1.5 }],
      address: { city: "Bonn" },
      extra: { a: [1] },
    });
  });

  test.each<[Record<string, Draft>, string, RegExp]>([
    [{ who: "" }, "/who", /fill this in/],
    [{ who: "D" }, "/who", /At least 2 characters/],
    [{ count: "1.5" }, "/count", /whole number/],
    [{ count: "x" }, "/count", /whole number/],
    [{ count: "0" }, "/count", /At least 1/],
    [{ day: "31.5.2026" }, "/day", /date/],
    [
      {
        lines: [
          { sku: "A", price: "" },
          { sku: "", price: "1" },
        ],
      },
      "/lines/1/sku",
      /fill this in/,
    ],
    [{ lines: [{ sku: "A", price: "1,5" }] }, "/lines/0/price", /number/],
    [{ address: { city: "", zip: "53111" } }, "/address/city", /fill this in/],
    [{ extra: "{" }, "/extra", /Not valid JSON/],
    [{ file: { uploading: true } }, "/file", /uploaded/],
  ])("%j is refused at %s", (change, path, message) => {
    const { issues } = readDraft(order, filled(change));
    expect(issues).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  test("a value goes through a draft and comes back the same", () => {
    const value = {
      who: "Émile 🙂",
      count: 5,
      urgent: true,
      colour: "red",
      day: "2026-01-02",
      lines: [{ sku: "B", price: 2 }],
      address: { city: "Köln", zip: "1" },
      extra: { deep: [null] },
    };
    expect(readDraft(order, draftOf(order, value)).value).toEqual(value);
  });

  test("a moment keeps its instant in whatever zone it is read", () => {
    const schema: JsonSchema = { type: "string", format: "date-time" };
    expect(readDraft(schema, draftOf(schema, "2026-05-31T17:30:00Z")).value).toBe("2026-05-31T17:30:00.000Z");
  });

  test("amounts, numbers and several choices are read as this language writes them", () => {
    const schema: JsonSchema = {
      type: "object",
      required: ["total", "net", "tags"],
      properties: {
        total: { type: "string", format: "money", pattern: "^-?\\d+(\\.\\d{1,2})?$", unit: "EUR" },
        net: { type: "number", format: "money", minimum: 10 },
        tags: { type: "array", items: { enum: ["late", 2] }, minItems: 1 },
      },
    };
    const read = (total: string, net: string, tags: string[]) => readDraft(schema, { total, net, tags });
    expect(read("1,250.50", "10", ["2"])).toEqual({ value: { total: "1250.50", net: 10, tags: [2] }, issues: [] });
    expect(read("12.345", "9.99", []).issues.map(({ path }) => path)).toEqual(["/total", "/net", "/tags"]);
    expect(read("12,5", "x", ['"late"']).issues.map(({ path }) => path)).toEqual(["/total", "/net"]);
    expect(readDraft(schema, draftOf(schema, { total: "7.10", net: 12.5, tags: ["late"] })).value).toEqual({
      total: "7.10",
      net: 12.5,
      tags: ["late"],
    });
  });

  test("a pattern the browser cannot read is left to the server", () => {
    expect(readDraft({ type: "string", pattern: "(?<" }, "x").issues).toEqual([]);
  });
});
