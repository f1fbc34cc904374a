import { history } from "@codemirror/commands";
import { expect, test } from "vitest";
import { TextModel } from "../text-model.ts";
import { applyEdit } from "./edit.ts";
import { namesOfInput } from "./input-names.ts";

/** The text with each name that was found in quotation marks. */
function marked(text: string, isBare = false): string {
  return namesOfInput(text, "limit", isBare).reduceRight(
    (done, { from, to }) => `${done.slice(0, from)}«${done.slice(from, to)}»${done.slice(to)}`,
    text,
  );
}

test.each([
  ["an expression alone", "{{ inputs.«limit» }}"],
  ["several in one text", "from {{ inputs.«limit» }} to {{inputs . «limit»+1}}; inputs.limit"],
  ["another input that begins the same", "{{ inputs.limits & inputs.limit_2 & inputs.«limit» }}"],
  ["a member of an input", "{{ inputs.«limit».low + inputs.other.limit }}"],
  ["another's inputs", "{{ steps.one.inputs.limit }}"],
  ["words in strings", "{{ 'inputs.limit' & \"inputs.limit\" & inputs.«limit» }}"],
  ["braces in strings", "{{ '}}' & inputs.«limit» }} inputs.limit"],
  ["comments and patterns", "{{ /* inputs.limit */ $match(inputs.«limit», /inputs.limit'/) }}"],
  ["a division", "{{ inputs.«limit» / 2 + inputs.«limit» / 3 }}"],
  ["quoted names", "{{ inputs.`«limit»` }}"],
  ["a list and an object", '{{ [inputs.«limit», {"a": {"b": inputs.«limit»}}] }}'],
  ["the body of a function", "{{ $map(rows, function($row) { $row * inputs.«limit» }) }}"],
  ["a filter, from the root alone", "{{ steps.rows[inputs.limit > $$.inputs.«limit»] }}"],
  ["what is mapped over", "{{ steps.rows.(inputs.limit & $$.inputs.«limit») }}"],
  ["a group", "{{ steps.rows{inputs.limit: $$.inputs.«limit»} }}"],
  ["an expression that never ends", "{{ inputs.limit"],
])("%s", (_, text) => {
  expect(marked(text.replaceAll(/[«»]/g, ""))).toBe(text);
});

test("a condition is an expression also without its braces", () => {
  expect(marked("inputs.limit > 3 and steps.x", true)).toBe("inputs.«limit» > 3 and steps.x");
  expect(marked("inputs.limit > 3")).toBe("inputs.limit > 3");
});

const BEFORE = `# inputs.limit is explained here
name: Pay
inputs:
  limit: { type: number, default: 5 } # {{ inputs.limit }} in words
  other: string
steps:
  - id: all
    each: "{{ steps.rows[amount > $$.inputs.limit] }}" # above inputs.limit
    steps:
      # deep down
      - id: pay
        if: inputs.limit > 3
        use: http.request
        with:
          if: inputs.limit is a text here
          json: { most: "{{ inputs.limit }}", note: '{{ inputs.limit & ''inputs.limit'' }}' }
          text: "say \\"{{ inputs.limit & \\"inputs.limit \\\\\\" inputs.limit\\" }}\\""
        on_error:
          - ask: approval
            body: |
              At most {{ inputs.limit }},
              and {{ $string(
                inputs.limit) }}.
            to: [role:approver]
controls:
  - tool: http.*
    when: args.json.most > inputs.limit
    policy: ask
outputs:
  most: >-
    {{ inputs.limit }}
    at most
`;

const AFTER = BEFORE.replace("  limit: {", "  ceiling: {")
  .replace("$$.inputs.limit]", () => "$$.inputs.ceiling]")
  .replace("if: inputs.limit > 3", "if: inputs.ceiling > 3")
  .replace('most: "{{ inputs.limit }}"', 'most: "{{ inputs.ceiling }}"')
  .replace("'{{ inputs.limit &", "'{{ inputs.ceiling &")
  .replace('\\"{{ inputs.limit &', '\\"{{ inputs.ceiling &')
  .replace("At most {{ inputs.limit }}", "At most {{ inputs.ceiling }}")
  .replace("                inputs.limit) }}.", "                inputs.ceiling) }}.")
  .replace("most > inputs.limit", "most > inputs.ceiling")
  .replace("    {{ inputs.limit }}\n    at most", "    {{ inputs.ceiling }}\n    at most");

test("a renamed input is renamed wherever an expression uses it, and nowhere else; one change of the text", () => {
  const edited = applyEdit(BEFORE, { kind: "rename", path: ["inputs", "limit"], key: "ceiling" });
  expect(edited?.text).toBe(AFTER);
  expect(edited?.changes).toHaveLength(1);
});

test("one step back undoes all of it", () => {
  const model = new TextModel(BEFORE, history());
  const edited = applyEdit(model.text(), { kind: "rename", path: ["inputs", "limit"], key: "ceiling" })!;
  model.change(edited.changes, "rename");
  expect(model.text()).toBe(AFTER);
  model.undo();
  expect(model.text()).toBe(BEFORE);
});

test("renamed and renamed back, every character is as it was", () => {
  const there = applyEdit(BEFORE, { kind: "rename", path: ["inputs", "limit"], key: "ceiling" })!.text;
  expect(applyEdit(there, { kind: "rename", path: ["inputs", "ceiling"], key: "limit" })!.text).toBe(BEFORE);
});
