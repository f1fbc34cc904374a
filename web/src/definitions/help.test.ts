import { expect, test } from "vitest";
import { helpAt } from "./help.ts";

const sources = {
  schema: {
    properties: {
      timeout: { type: "string", description: "time on people is not counted" },
      steps: { items: { properties: { use: { type: "string" }, with: {}, if: { $ref: "#/$defs/Expression" } } } },
      inputs: { additionalProperties: { required: ["type"], properties: { type: { enum: ["string", "number"] } } } },
    },
    $defs: { Expression: { type: "string", description: "{{ JSONata }}" } },
  },
  tools: [
    {
      name: "csv.read",
      title: "Read a table",
      description: "Rows of a CSV file.",
      app: "csv",
      effect: "read" as const,
      resultSchema: null,
      confirmed: true,
      changed: false,
      connection: null,
      argsSchema: { required: ["file"], properties: { file: { type: "string", description: "which file" } } },
    },
  ],
  definitions: [],
  agents: [],
  value: {
    inputs: { limit: { type: "number", title: "Limit" } },
    steps: [{ id: "read", use: "csv.read" }, { steps: [{ id: "inner", set: 1 }] }],
  },
};

test.each<[string, string, string, object | null]>([
  ["a key of the document", "timeout: 5m", "timeout", { title: "timeout", body: "time on people is not counted" }],
  [
    "a key of an input on one line",
    "inputs:\n  limit: { type: number }",
    "type",
    { detail: "string | number, required" },
  ],
  ["a tool", "steps:\n  - use: csv.read", "csv.read", { title: "Read a table", detail: "read" }],
  [
    "an argument",
    "steps:\n  - use: csv.read\n    with:\n      file: x",
    "file",
    { detail: "string, required", body: "which file" },
  ],
  ["an input", "title: a {{ inputs.limit }}", "limit", { title: "inputs.limit", detail: "number", body: "Limit" }],
  [
    "a step",
    "title: a {{ steps.read.rows }}",
    "read",
    { title: "steps.read", detail: "csv.read", body: "Read a table" },
  ],
  ["a step within another", "title: a {{ steps.inner }}", "inner", { title: "steps.inner", detail: "set" }],
  ["nothing", "name: free words", "words", null],
])("explains %s", (_, text, word, expected) => {
  const lines = text.split("\n");
  const row = lines.findLastIndex((line) => line.includes(word));
  const help = helpAt(lines, row, lines[row]!.lastIndexOf(word) + 1, sources);
  expect(help && { ...help, ...expected }).toEqual(help);
  expect(help === null).toBe(expected === null);
});
