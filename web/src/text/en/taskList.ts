import type { TaskGrouping, TaskSort } from "@taskwright/api/task.ts";
import { number } from "../../format/number.ts";

export const taskList = {
  columns: {
    task: "Task",
    status: "Status",
    progress: "Progress",
    waitsFor: "Waits for",
    definition: "Definition",
    agent: "Agent",
    kind: "Started",
    startedBy: "Started by",
    duration: "Duration",
    priority: "Priority",
    since: "Status since",
    age: "Age",
  },
  chooseColumns: "Columns",
  columnsReset: "As they were",
  moveUp: (column: string) => `Move ${column} to the left`,
  moveDown: (column: string) => `Move ${column} to the right`,
  search: "Search tasks",
  searchHint: "Number or words of the title",
  filter: "Filter",
  filterTitle: "Show only tasks that …",
  definition: "Definition",
  agent: "Agent",
  kind: "Started",
  waitingFor: "Waits for",
  me: "me",
  people: "anyone",
  from: "Created from",
  to: "until",
  any: "any",
  sort: "Sort by",
  sorts: { createdAt: "Age", statusSince: "Status since", duration: "Duration", priority: "Priority" } satisfies Record<
    TaskSort,
    string
  >,
  descending: "largest first",
  ascending: "smallest first",
  newestFirst: "newest first",
  oldestFirst: "oldest first",
  chip: (what: string, value: string) => `${what}: ${value}`,
  removeChip: (chip: string) => `Remove ${chip}`,
  created: (from: string | undefined, to: string | undefined) =>
    from && to
      ? from === to
        ? `created ${from}`
        : `created ${from} – ${to}`
      : from
        ? `created from ${from}`
        : `created until ${to}`,
  sortedBy: (what: string, order: string) => `by ${what.toLowerCase()}, ${order}`,
  clear: "Clear all",
  manyOf: (count: number) => `${number(count)}+`,
  fresh: (count: number) => `${number(count)} new`,
  freshLabel: "Show the new tasks",
  gone: (count: number) =>
    count === 1
      ? "1 row no longer matches. Show the list as it is now"
      : `${number(count)} rows no longer match. Show the list as it is now`,
  goneRow: "no longer matches the filter",
  total: (count: number, most: boolean) => `${number(count)}${most ? "+" : ""} ${count === 1 ? "task" : "tasks"}`,
  selectAll: "Select all that are loaded and in view",
  selected: (count: number) => `${number(count)} selected`,
  selectMatching: (n: number, first: boolean) =>
    first ? `Select the first ${number(n)} that match` : `Select all ${number(n)} that match`,
  readingMatching: (n: number) => `Reading: ${number(n)} so far`,
  selectedActions: "Do with the selected tasks",
  unselect: "Clear the selection",
  bulk: {
    pause: { title: (n: number) => `Pause ${number(n)} tasks`, done: (n: number) => `${number(n)} paused or pausing` },
    resume: { title: (n: number) => `Resume ${number(n)} tasks`, done: (n: number) => `${number(n)} resumed` },
    retry: { title: (n: number) => `Retry ${number(n)} tasks`, done: (n: number) => `${number(n)} tried again` },
    cancel: {
      title: (n: number) => `Cancel ${number(n)} tasks?`,
      done: (n: number) => `${number(n)} cancelled or ending`,
    },
  },
  cancelMany: (n: number) => `Cancel ${number(n)} tasks`,
  bulkProgress: (done: number, all: number) => `${number(done)} of ${number(all)}`,
  stop: "Stop here",
  notDone: (n: number) => `${number(n)} not done`,
  leftOver: (n: number) => `${number(n)} were not asked, because you stopped.`,
  keepRefused: "Keep these selected",
  keys: {
    next: "Next row",
    previous: "Previous row",
    open: "Open the task",
    select: "Select the row",
    search: "Search",
    fresh: "Show new tasks",
    unselect: "Clear the selection",
  },
  groups: {
    label: "Group",
    none: "Not grouped",
    by: { definition: "By definition", agent: "By agent", status: "By status", day: "By day" } satisfies Record<
      TaskGrouping,
      string
    >,
    open: (count: number) => `${number(count)} under way`,
    failed: (count: number) => `${number(count)} failed`,
    list: "List",
    listOf: (group: string) => `List of ${group}`,
    all: (count: number) => `All ${number(count)} as a list`,
    more: (count: number) => `Only the first ${number(count)} groups are shown: a filter leaves fewer.`,
    total: (count: number) => `${number(count)} ${count === 1 ? "group" : "groups"}`,
  },
  views: {
    label: "Views",
    name: "Name of this view",
    save: "Save",
    about: "Keeps the filters, order, columns and groups of this list under a name, for you, in this browser.",
    none: "No views yet.",
    remove: (name: string) => `Remove the view ${name}`,
    saved: (name: string) => `View “${name}” saved`,
  },
  noOne: "–",
  anyRole: (role: string) => `any ${role}`,
  waitsUntil: (when: string) => `until ${when}`,
};
