import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import { expect, test } from "vitest";
import { countFindings, renderFindings } from "./findings.ts";

const source = ["name: Orders", "steps:", "  - id: read", "    use: csv.reed", "\t- tab: x"].join("\n");
const issue = (
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  more: Partial<DefinitionIssue> = {},
): DefinitionIssue => ({
  severity: "error",
  message: 'There is no tool "csv.reed". Did you mean "csv.read"?',
  path: "steps[0].use",
  line,
  column,
  endLine,
  endColumn,
  ...more,
});
const render = (...issues: DefinitionIssue[]) => renderFindings("orders.yaml", source, issues);

test("a finding shows its line, the one before it, and a caret under what is meant", () => {
  expect(render(issue(4, 10, 4, 18))).toBe(
    [
      'orders.yaml:4:10 error: There is no tool "csv.reed". Did you mean "csv.read"?',
      "  3 |   - id: read",
      "  4 |     use: csv.reed",
      "    |          ^^^^^^^^",
    ].join("\n"),
  );
});

test.each([
  ["over several lines", issue(3, 5, 4, 18), "    |     ^^^^^^^^"],
  ["of no width", issue(1, 1, 1, 1), "    | ^"],
  ["past the end of its line", issue(1, 13, 1, 40), "    |             ^"],
  ["after a tab", issue(5, 4, 5, 7), "    | \t  ^^^"],
])("a finding %s has its caret in place", (_, found, carets) => {
  expect(render(found).split("\n").at(-1)).toBe(carets);
});

test("a finding outside the text is still told", () => {
  expect(render(issue(99, 1, 99, 1))).toMatch(/^orders\.yaml:99:1 error: There is no tool/);
});

test("findings come in the order of the text, warnings too", () => {
  const text = render(issue(4, 1, 4, 2), issue(1, 1, 1, 5, { severity: "warning", message: "first" }));
  expect(text.indexOf("1:1 warning: first")).toBeLessThan(text.indexOf("4:1 error"));
});

test("a message cannot repaint the terminal", () => {
  expect(render(issue(1, 1, 1, 2, { message: "\u001B[2Jgone\u0007" }))).toContain("error: gone\n");
});

test.each([
  [[], "no errors"],
  [[issue(1, 1, 1, 2)], "1 error"],
  [[issue(1, 1, 1, 2), issue(2, 1, 2, 2), issue(1, 1, 1, 1, { severity: "warning" })], "2 errors, 1 warning"],
])("findings are counted", (issues, words) => {
  expect(countFindings(issues)).toBe(words);
});
