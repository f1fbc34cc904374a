import type { TaskSummary } from "@taskwright/api/task.ts";
import { Link } from "@tanstack/react-router";
import { DryRunMark } from "../dry-run/dry-run-mark.tsx";
import { duration } from "../format/duration.ts";
import { number } from "../format/number.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Progress } from "../ui/progress.tsx";
import type { Column } from "../ui/table/columns.ts";
import { needsPerson, progressTone, reasonText, StatusBadge } from "./status.tsx";

const DEFAULT_COLUMNS = ["status", "progress", "waitsFor", "agent", "age"];
/** The window's width from which on there are columns at all, and from which on there is room for all the usual ones. */
export const COLUMNS_PX = 1_000;
export const ROOMY_PX = 1_150;

/** Where there is less room, what most lists say the same of all rows gives way. */
export function defaultColumns(roomy: boolean): string[] {
  return roomy ? DEFAULT_COLUMNS : DEFAULT_COLUMNS.filter((id) => id !== "agent");
}

/** All there are; the task itself comes first, whatever else is chosen. */
export function taskColumns(): Column<TaskSummary>[] {
  const { columns } = text.taskList;
  return [
    { id: "task", label: columns.task, width: "minmax(13rem,6fr)", cell: (task) => <Title task={task} /> },
    { id: "status", label: columns.status, width: "minmax(9.5rem,5fr)", cell: (task) => <Status task={task} /> },
    { id: "progress", label: columns.progress, width: "minmax(6rem,7rem)", cell: (task) => <Share task={task} /> },
    {
      id: "waitsFor",
      label: columns.waitsFor,
      width: "minmax(5.5rem,1.5fr)",
      cell: (task) => <WaitsFor task={task} />,
    },
    {
      id: "definition",
      label: columns.definition,
      width: "minmax(8rem,2fr)",
      cell: (task) => <Quiet>{task.definition.name}</Quiet>,
    },
    {
      id: "agent",
      label: columns.agent,
      width: "minmax(6rem,1.5fr)",
      cell: (task) => <Quiet>{task.agent.name}</Quiet>,
    },
    { id: "kind", label: columns.kind, width: "8rem", cell: (task) => <Quiet>{text.tasks.kinds[task.kind]}</Quiet> },
    {
      id: "startedBy",
      label: columns.startedBy,
      width: "minmax(7rem,2fr)",
      cell: (task) => <Quiet>{task.createdBy.name}</Quiet>,
    },
    {
      id: "duration",
      label: columns.duration,
      width: "6.5rem",
      align: "right",
      sort: "duration",
      cell: (task) => <Quiet>{task.startedAt ? duration(task.elapsedMs) : "–"}</Quiet>,
    },
    {
      id: "priority",
      label: columns.priority,
      width: "4.5rem",
      align: "right",
      sort: "priority",
      cell: (task) => (
        <span className={task.priority === 0 ? "text-faint" : "font-medium"}>{number(task.priority)}</span>
      ),
    },
    {
      id: "since",
      label: columns.since,
      width: "7.5rem",
      align: "right",
      sort: "statusSince",
      cell: (task) => <Since at={task.statusSince} />,
    },
    {
      id: "age",
      label: columns.age,
      width: "7.5rem",
      align: "right",
      sort: "createdAt",
      cell: (task) => <Since at={task.createdAt} />,
    },
  ];
}

/** What the address says, as far as there are such columns. */
export function chosenColumns(address: string | undefined, roomy: boolean): string[] {
  const known = new Set(taskColumns().map(({ id }) => id));
  const chosen = (address?.split(",") ?? defaultColumns(roomy)).filter((id) => known.has(id) && id !== "task");
  return ["task", ...new Set(chosen)];
}

function Title({ task }: { task: TaskSummary }) {
  return (
    <div className="flex min-w-0 items-baseline gap-2">
      {/* The link covers the row for the pointer. The keyboard has the row itself. */}
      <Link
        to="/tasks/$id"
        params={{ id: String(task.id) }}
        tabIndex={-1}
        dir="auto"
        className="min-w-0 truncate font-medium after:absolute after:inset-0"
        title={task.title}
      >
        {task.title}
      </Link>
      <span className="shrink-0 text-faint">#{task.id}</span>
      {task.dryRun && <DryRunMark />}
    </div>
  );
}

function Status({ task }: { task: TaskSummary }) {
  const person = needsPerson(task.status, task.reason);
  const reason = reasonText(task);
  return (
    <div className="flex min-w-0 items-center gap-2">
      <StatusBadge status={task.status} reason={task.reason} />
      <span className={clsx("truncate", person ? "text-human-text" : "text-faint")} title={reason}>
        {reason}
      </span>
    </div>
  );
}

function Share({ task }: { task: TaskSummary }) {
  return (
    <div className="flex items-center gap-2">
      <Progress percent={task.progress.percent} tone={progressTone(task.status, task.reason)} className="flex-1" />
      <span aria-hidden className="w-10 text-right text-xs whitespace-nowrap text-faint">
        {Math.round(task.progress.percent)} %
      </span>
    </div>
  );
}

function WaitsFor({ task }: { task: TaskSummary }) {
  if (task.waitsFor.length === 0) return <span className="text-faint">{text.taskList.noOne}</span>;
  const names = [...new Set(task.waitsFor.flatMap(({ assignees }) => assignees.map(text.inbox.assignee)))].join(", ");
  const mine = task.waitsFor.some((ask) => ask.mine);
  return (
    <span className={clsx("block truncate", mine ? "text-human-text" : "text-soft")} title={names}>
      {names}
    </span>
  );
}

function Quiet({ children }: { children: string }) {
  return (
    <span className="block truncate text-soft" title={children}>
      {children}
    </span>
  );
}

function Since({ at }: { at: string }) {
  return (
    <span className="relative z-[1] whitespace-nowrap text-faint">
      <Moment at={at} />
    </span>
  );
}

/** On a phone: three lines, the same facts. */
export function TaskCard({ task }: { task: TaskSummary }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Title task={task} />
      <Status task={task} />
      <div className="flex items-center gap-3 text-xs text-faint">
        <Progress
          percent={task.progress.percent}
          tone={progressTone(task.status, task.reason)}
          className="max-w-24 flex-1"
        />
        <span className="min-w-0 flex-1 truncate">{task.definition.name}</span>
        <Moment at={task.createdAt} narrow />
      </div>
    </div>
  );
}
