import type { TaskStatus } from "@taskwright/api/task.ts";

export const externalActions = {
  tab: "External actions",
  about: "What tasks did outside. Stopping a task does not take it back; where a tool can, you undo it here.",
  emptyTitle: "Nothing was done outside",
  empty: "Every mail, message or call that reaches another system will be listed here, with its id over there.",
  emptyTask: "This task has done nothing outside.",
  columns: { what: "What", where: "Where", remoteId: "Id over there", when: "When", task: "By", undo: "Undo" },
  open: "Open it over there",
  undo: "Undo…",
  undoNamed: (what: string) => `Undo: ${what}`,
  undoTitle: "Undo it?",
  undoText: (what: string) =>
    `A task of its own undoes “${what}”, under the same rules: a person may be asked first. What people have already seen or done is not undone.`,
  undoConfirm: "Undo it",
  undoStarted: (task: number) => `Task #${task} undoes it`,
  cannot: "cannot be undone",
  undone: (status: TaskStatus, who: string): string =>
    status === "complete"
      ? `undone by ${who}`
      : status === "error"
        ? `undoing failed, tried by ${who}`
        : status === "cancelled"
          ? `undoing was cancelled, asked by ${who}`
          : `being undone, asked by ${who}`,
};
