import type { Diagnostic } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import { text } from "../text.ts";
import { fixOf } from "./fixes.ts";

/** As much of an editor's text as is needed to find a place in it. */
export interface Lines {
  length: number;
  lines: number;
  line(number: number): { from: number; to: number };
  sliceString(from: number, to: number): string;
}

/** Findings by line and column to places in the text, always at least one character wide. */
export function toDiagnostics(issues: readonly DefinitionIssue[], doc: Lines): Diagnostic[] {
  return issues.map((issue) => {
    let from = offsetOf(doc, issue.line, issue.column);
    let to = offsetOf(doc, issue.endLine, issue.endColumn);
    if (to <= from) {
      to = Math.min(doc.length, from + 1);
      // nothing follows at the end of the text: the character before stands for it
      if (to === from) from = Math.max(0, from - 1);
    }
    const fix = fixOf(issue, doc.sliceString(from, to), from);
    const actions = fix
      ? [
          {
            name: text.definitions.writeInstead(fix.word),
            apply: (view: EditorView) => view.dispatch({ changes: fix, userEvent: "input.fix" }),
          },
        ]
      : [];
    return { from, to, severity: issue.severity, message: issue.message, actions };
  });
}

function offsetOf(doc: Lines, line: number, column: number): number {
  if (line > doc.lines) return doc.length;
  const found = doc.line(Math.max(1, line));
  return Math.min(found.to, found.from + Math.max(0, column - 1));
}
