import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import { expect, test } from "vitest";
import { toDiagnostics } from "./diagnostics.ts";

const text = "name: x\nsteps:\n";
const starts = [0, 8, 15];
const doc = {
  length: text.length,
  lines: 3,
  sliceString: (from: number, to: number) => text.slice(from, to),
  line: (number: number) => ({ from: starts[number - 1]!, to: number < 3 ? starts[number]! - 1 : text.length }),
};

test.each<[string, [number, number, number, number], [number, number]]>([
  ["a word", [1, 7, 1, 8], [6, 7]],
  ["over lines", [1, 1, 2, 6], [0, 13]],
  ["no width", [2, 1, 2, 1], [8, 9]],
  ["beyond the end of its line", [1, 50, 1, 60], [7, 8]],
  ["beyond the end of the text", [99, 1, 99, 2], [14, 15]],
])("a finding %s is marked within the text", (_, [line, column, endLine, endColumn], [from, to]) => {
  const issue: DefinitionIssue = { severity: "error", message: "m", path: "", line, column, endLine, endColumn };
  expect(toDiagnostics([issue], doc)).toEqual([{ from, to, severity: "error", message: "m", actions: [] }]);
});
