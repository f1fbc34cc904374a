import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";

let apps: TestApps;
beforeAll(async () => void (apps = await testApps()));
afterAll(async () => await apps.close());

it("what is written is read", async () => {
  const data = { list: [1, "zwei", null], ключ: { a: true } };
  await apps.use("json.write", { path: "data.json", data });
  expect(await apps.use("json.read", { file: "data.json" })).toEqual({ data });
});

it("a file of lines is a list, and a wrong line is named", async () => {
  await apps.put("log.jsonl", '{"a":1}\n\n{"a":2}\n');
  expect(await apps.use("json.read", { file: "log.jsonl" })).toEqual({ data: [{ a: 1 }, { a: 2 }] });
  await apps.put("bad.jsonl", '{"a":1}\n{a:2}\n');
  await expect(apps.use("json.read", { file: "bad.jsonl" })).rejects.toMatchObject({
    code: "json_malformed",
    message: expect.stringContaining("Line 2"),
  });
});

it.each([
  ["broken", '{"a":', "json_malformed"],
  ["nested too deep", "[".repeat(201) + "]".repeat(201), "json_too_deep"],
])("%s JSON is refused", async (_, text, code) => {
  await expect(apps.use("json.read", { text })).rejects.toMatchObject({ name: "ToolError", code });
});

describe("json.validate", () => {
  const schema = {
    type: "object",
    properties: { email: { type: "string", format: "email" }, age: { type: "integer", minimum: 0 } },
    required: ["email"],
    additionalProperties: false,
  };

  it.each([
    [{ email: "a@example.org", age: 3 }, []],
    [{ age: -1, x: 1 }, ["must have required property 'email'", 'must not have "x"', "must be >= 0"]],
    [{ email: "nope" }, ['must match format "email"']],
  ])("says of %j what does not fit", async (data, messages) => {
    const result = await apps.use("json.validate", { data, schema });
    expect(result.valid).toBe(messages.length === 0);
    expect(result.problems.map((problem: { message: string }) => problem.message)).toEqual(messages);
  });

  it("fails the step when asked to", async () => {
    await expect(apps.use("json.validate", { data: {}, schema, fail: true })).rejects.toMatchObject({
      code: "json_invalid",
    });
  });

  it.each([{ type: "nonsense" }, { $ref: "https://example.org/other.json" }])("refuses the schema %j", async (bad) => {
    await expect(apps.use("json.validate", { data: {}, schema: bad })).rejects.toMatchObject({ code: "json_schema" });
  });
});
