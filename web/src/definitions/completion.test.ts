import type { ToolInfo } from "@taskwright/api/definition.ts";
import { expect, test } from "vitest";
import { expressionNames, optionsAt, type CompletionSources } from "./completion.ts";
import { placeAt } from "./place.ts";

const use = {
  type: "object",
  additionalProperties: false,
  required: ["use"],
  properties: { id: { type: "string" }, use: { type: "string" }, with: { type: "object" } },
};
const ask = {
  type: "object",
  additionalProperties: false,
  required: ["ask"],
  properties: { id: { type: "string" }, ask: { enum: ["approval", "question"] }, to: { type: "array" } },
};
const sources: CompletionSources = {
  schema: {
    $ref: "#/$defs/Document",
    $defs: {
      Document: {
        type: "object",
        additionalProperties: false,
        properties: {
          name: { type: "string", description: "what it is called" },
          parent: {},
          agent: {},
          steps: { type: "array", items: { $ref: "#/$defs/Step" } },
          inputs: { additionalProperties: { $ref: "#/$defs/Input" } },
        },
      },
      Step: { anyOf: [use, ask] },
      Input: { type: "object", properties: { type: { enum: ["string", "file"] }, required: { type: "boolean" } } },
    },
  },
  tools: [
    {
      name: "csv.read",
      title: "Read",
      description: "",
      app: "csv",
      effect: "read",
      resultSchema: null,
      confirmed: true,
      changed: false,
      connection: null,
      argsSchema: { properties: { file: {}, limit: {} } },
    } satisfies ToolInfo,
  ],
  definitions: ["Supplier invoice"],
  agents: ["accounts-payable"],
};

function labels(text: string): string[] {
  const lines = text.split("\n");
  return optionsAt(placeAt(lines, lines.length - 1, lines.at(-1)!.length), sources)
    .map((option) => option.label)
    .sort();
}

test.each<[string, string, string[]]>([
  ["keys of the document that it lacks", "name: x\n", ["agent", "inputs", "parent", "steps"]],
  ["keys of any kind of step", "steps:\n  - ", ["ask", "id", "to", "use", "with"]],
  ["keys of the kind of step that it is", "steps:\n  - use: csv.read\n    ", ["id", "with"]],
  ["tools", "steps:\n  - use: ", ["csv.read"]],
  ["arguments of the tool that lack", "steps:\n  - use: csv.read\n    with:\n      file: 1\n      ", ["limit"]],
  ["values of an enum", "steps:\n  - ask: ", ["approval", "question"]],
  ["values of an input's type", "inputs:\n  limit:\n    type: ", ["file", "string"]],
  ["true and false", "inputs:\n  limit:\n    required: ", ["false", "true"]],
  ["definitions to fall back to", "parent: ", ["Supplier invoice"]],
  ["agents", "agent: ", ["accounts-payable"]],
  ["nothing where anything goes", "steps:\n  - use: other.tool\n    with:\n      ", []],
])("offers %s", (_, text, expected) => expect(labels(text)).toEqual(expected));

const lines = [
  "inputs:",
  "  invoice: { type: file }",
  "  limit:",
  "    type: number",
  "steps:",
  "  - id: read",
  "    use: x",
  "  - set: 1",
  "    id: total",
];
test.each([
  [" inp", ["inputs", "steps", "item", "index", "task", "now"], "inp"],
  [" inputs.li", ["invoice", "limit"], "li"],
  [" $sum(steps.", ["read", "total"], ""],
])("in {{%s offers the names there are", (expression, names, typed) => {
  expect(expressionNames(expression, lines)).toEqual({ names, typed });
});
