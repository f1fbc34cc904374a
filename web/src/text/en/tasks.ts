import { number } from "../../format/number.ts";
import type { TaskKind, TaskStatus } from "@taskwright/api/task.ts";

export const tasks = {
  title: "Tasks",
  columns: { task: "Task", status: "Status", progress: "Progress", agent: "Agent", age: "Age" },
  allStatuses: "All",
  definition: "Definition",
  clear: "Clear filters",
  emptyTitle: "No tasks yet",
  empty: "A task is one run of a definition. Choose a definition, fill in what it needs, and watch it work.",
  emptyFilteredTitle: "No task matches",
  emptyFiltered: "Take a filter away, or search for something else.",
  row: (title: string, id: number) => `${title}, number ${id}`,
  statuses: {
    scheduled: "Scheduled",
    queued: "Queued",
    running: "Running",
    waiting: "Waiting",
    paused: "Paused",
    complete: "Complete",
    error: "Error",
    cancelled: "Cancelled",
  } satisfies Record<TaskStatus, string>,
  kinds: {
    manual: "by hand",
    scheduled: "by schedule",
    event: "by an event",
    api: "through the API",
    batch: "in a batch",
    subtask: "by another task",
  } satisfies Record<TaskKind, string>,
  version: (name: string, version: number) => `${name}, version ${version}`,
  agent: "Agent",
  priority: "Priority",
  controls: {
    pause: { label: "Pause", what: "The step in flight is finished first; then the task stops and keeps its place." },
    resume: { label: "Resume", what: "The task goes on at once from where it stopped." },
    retry: {
      label: "Retry",
      what: "The task goes on from the step that failed. Steps that are done are not repeated.",
    },
    cancel: {
      label: "Cancel",
      what: "The task ends for good at the next safe boundary. What it has already done outside stays done; its open questions are withdrawn.",
    },
  },
  cancelReason: "Why? (kept in its log)",
  cancelKeep: "Let it run",
  andMore: (count: number) => `(and ${number(count)} more)`,
  atStep: (path: string) => `at ${path}`,
};
