import { expect, test } from "vitest";
import { argumentsOf } from "./argument.ts";

test("what is required comes first, each with its type and what it is", () => {
  const schema = {
    required: ["id"],
    properties: {
      tags: { type: "array", items: { type: "string" } },
      id: { type: "integer", description: "The pet's number" },
      size: { enum: ["s", "m"] },
      owner: { anyOf: [{ type: "string" }, { type: "null" }] },
    },
  };
  expect(argumentsOf(schema)).toEqual([
    { name: "id", type: "integer", required: true, description: "The pet's number" },
    { name: "tags", type: "string[]", required: false, description: "" },
    { name: "size", type: '"s" | "m"', required: false, description: "" },
    { name: "owner", type: "string | null", required: false, description: "" },
  ]);
});

test.each([[null], [true], [{}], [{ properties: [] }]])("%j says nothing of arguments", (schema) => {
  expect(argumentsOf(schema)).toEqual([]);
});

test("many choices are cut short", () => {
  expect(argumentsOf({ properties: { n: { enum: [1, 2, 3, 4, 5, 6, 7] } } })[0]!.type).toBe(
    "1 | 2 | 3 | 4 | 5 | 6 | …",
  );
});
