import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import { paint, plain } from "./terminal.ts";

/**
 * Findings in a definition's text: place and message, the line itself with the one before it, and a
 * caret under what is meant.
 */
export function renderFindings(file: string, source: string, issues: readonly DefinitionIssue[]): string {
  const lines = source.split(/\r?\n/);
  const sorted = [...issues].sort((a, b) => a.line - b.line || a.column - b.column);
  return sorted.map((issue) => renderFinding(file, lines, issue)).join("\n\n");
}

export function countFindings(issues: readonly DefinitionIssue[]): string {
  const errors = issues.filter((issue) => issue.severity === "error").length;
  const warnings = issues.length - errors;
  const parts = [count(errors, "error"), count(warnings, "warning")].filter((part) => part !== "");
  return parts.length > 0 ? parts.join(", ") : "no errors";
}

function renderFinding(file: string, lines: string[], issue: DefinitionIssue): string {
  const severity = paint(issue.severity === "error" ? "red" : "yellow", issue.severity);
  const head = `${paint("bold", `${file}:${issue.line}:${issue.column}`)} ${severity}: ${plain(issue.message)}`;
  const shown = lines[issue.line - 1];
  if (shown === undefined) return head;
  const gutter = String(issue.line).length;
  const rows = [head];
  const before = lines[issue.line - 2];
  if (before !== undefined && before.trim() !== "") rows.push(row(String(issue.line - 1).padStart(gutter), before));
  rows.push(row(String(issue.line), shown));
  const carets = paint(issue.severity === "error" ? "red" : "yellow", "^".repeat(spanOf(issue, shown)));
  rows.push(row(" ".repeat(gutter), `${indentTo(shown, issue.column)}${carets}`));
  return rows.join("\n");
}

function row(gutter: string, text: string): string {
  return `  ${paint("dim", `${gutter} |`)} ${text}`.trimEnd();
}

/** What stands before the caret, tabs kept, so that the two lines agree at any tab width. */
function indentTo(line: string, column: number): string {
  return line
    .slice(0, column - 1)
    .padEnd(column - 1)
    .replace(/[^\t]/g, " ");
}

function spanOf(issue: DefinitionIssue, line: string): number {
  const end = issue.endLine === issue.line ? issue.endColumn : line.trimEnd().length + 1;
  return Math.max(1, Math.min(end, line.length + 1) - issue.column);
}

function count(number: number, word: string): string {
  return number === 0 ? "" : `${number} ${word}${number === 1 ? "" : "s"}`;
}
