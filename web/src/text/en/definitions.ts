import { number } from "../../format/number.ts";

export const definitions = {
  title: "Definitions",
  new: "New definition",
  search: "Search definitions",
  emptyTitle: "No definitions yet",
  empty: "A definition says what is done, step by step, and where a person decides.",
  emptyFilteredTitle: "No definition matches",
  uncategorised: "Other",
  columns: { name: "Name", agent: "Agent", inputs: "Inputs", steps: "Steps", version: "Version", updated: "Changed" },
  tabs: { label: "About this definition", text: "Definition", effective: "Effective", versions: "Versions" },
  editor: "Definition as YAML",
  save: "Save",
  saved: (name: string, version: number) => `${name}: version ${version} saved`,
  unchanged: "Saved already: nothing has changed.",
  saving: "Saving…",
  runShort: "Run",
  runNamed: (name: string) => `Run ${name}`,
  stepCount: (count: number) => `${number(count)} ${count === 1 ? "step" : "steps"}`,
  run: "Try it",
  runText: "Starts a real task from the saved version.",
  runUnsaved: "Save first: a task runs the saved version.",
  ok: "No problems found",
  problems: (errors: number, warnings: number) =>
    [
      errors > 0 && `${errors} ${errors === 1 ? "error" : "errors"}`,
      warnings > 0 && `${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
    ]
      .filter(Boolean)
      .join(", "),
  problemsTitle: "Problems",
  checking: "Checking…",
  line: (line: number, column: number) => `line ${line}, column ${column}`,
  effectiveText: "What a task really runs: this definition with everything its parents give.",
  inherited: (key: string, from: string) => `${key} comes from ${from}`,
  notInherited: "It has no parent, so this is the definition itself.",
  version: (version: number) => `Version ${version}`,
  current: "current",
  useVersion: "Put this text into the editor",
  restored: "Your unsaved changes were kept.",
  discard: "Discard them",
  readOnly: "You may read definitions but not change them.",
  childOf: (parent: string) => `falls back to ${parent}`,
  pasteHint: "Ctrl+S saves, Ctrl+Space completes, Tab leaves with Escape first",
  starter: `name: My first definition
description: Asks a person, then remembers the answer.
inputs:
  amount: { type: number, default: 100, description: How much is it about? }
steps:
  - id: approve
    ask: approval
    title: "Is {{ inputs.amount }} all right?"
    to: [role:approver]
  - id: result
    set: "{{ inputs.amount }}"
outputs:
  amount: "{{ steps.result }}"
`,
};
