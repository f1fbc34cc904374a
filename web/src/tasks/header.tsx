import type { Task } from "@taskwright/api/task.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { duration } from "../format/duration.ts";
import { DryRunMark } from "../dry-run/dry-run-mark.tsx";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { CopyButton } from "../ui/copy.tsx";
import { Moment, useNow } from "../ui/moment.tsx";
import { Progress } from "../ui/progress.tsx";
import { Spent } from "./agent/spent.tsx";
import { Countdown } from "./countdown.tsx";
import { needsPerson, progressTone, reasonText, StatusBadge } from "./status.tsx";
import { serverTime } from "../format/clock.ts";

const FINAL = ["complete", "error", "cancelled"];

export function TaskHeading({ task }: { task: Task }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <span aria-live="polite" className="flex">
        <StatusBadge status={task.status} reason={task.reason} />
      </span>
      <h1 dir="auto" className="line-clamp-3 min-w-0 text-lg font-semibold">
        {task.title}
      </h1>
      {task.dryRun && <DryRunMark />}
      <span className="flex items-center text-faint">
        #{task.id}
        <CopyButton value={String(task.id)} label={text.task.copyNumber} size={12} />
      </span>
    </div>
  );
}

/** Where it stands, how long it took, who and what it belongs to. */
export function TaskFacts({ task, readAt }: { task: Task; readAt: number }) {
  const final = FINAL.includes(task.status);
  const reason = reasonText(task);
  return (
    <div className="flex flex-col gap-3 border-b border-line bg-page px-4 py-3">
      <div className="flex items-center gap-3 max-sm:flex-wrap">
        <Progress
          percent={task.progress.percent}
          tone={progressTone(task.status, task.reason)}
          className="max-w-md min-w-20 flex-1"
        />
        <span className="whitespace-nowrap text-soft">
          {Math.round(task.progress.percent)} %{task.progress.estimated && ` ${text.task.estimated}`}
        </span>
        <span
          aria-live="polite"
          className={clsx(
            "line-clamp-2 min-w-0 sm:line-clamp-1",
            needsPerson(task.status, task.reason) ? "font-medium text-human-text" : "text-soft",
          )}
          title={reason}
        >
          {task.error === null && reason}
        </span>
        {task.reason?.until && (
          <span className="whitespace-nowrap text-soft">
            <Countdown until={task.reason.until} />
          </span>
        )}
      </div>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Clocks task={task} readAt={readAt} running={!final} />
        <Fact label={text.tasks.definition}>
          <Link
            to="/definitions/$id"
            params={{ id: String(task.definition.id) }}
            search={{ version: task.definition.version }}
            className="underline decoration-line underline-offset-2 hover:decoration-current"
          >
            {text.tasks.version(task.definition.name, task.definition.version)}
          </Link>
        </Fact>
        <Fact label={text.tasks.agent}>{task.agent.name}</Fact>
        {task.spent && (
          <Fact label={text.task.spent}>
            <Spent spent={task.spent} />
          </Fact>
        )}
        {task.spentWithSubtasks && (
          <Fact label={text.task.spentWithSubtasks}>
            <Spent spent={task.spentWithSubtasks} />
          </Fact>
        )}
        {task.priority !== 0 && <Fact label={text.tasks.priority}>{task.priority}</Fact>}
        <Fact label={text.settings.created}>
          <Moment at={task.createdAt} />{" "}
          <span className="text-faint">{text.task.startedBy(task.createdBy.name, text.tasks.kinds[task.kind])}</span>
        </Fact>
        {task.parentTaskId !== null && <TaskLinks label={text.task.parent} ids={[task.parentTaskId]} />}
        {task.subtaskIds.length > 0 && <TaskLinks label={text.task.children} ids={task.subtaskIds} />}
      </dl>
    </div>
  );
}

/** The three times go on by themselves between two looks at the server. */
function Clocks({ task, readAt, running }: { task: Task; readAt: number; running: boolean }) {
  const now = useNow(running ? 1_000 : 3_600_000);
  const since = running && task.startedAt ? Math.max(0, now - serverTime(readAt)) : 0;
  return (
    <>
      <Fact label={text.task.elapsed}>{duration(task.elapsedMs + since)}</Fact>
      <Fact label={text.task.running}>{duration(task.runningMs + (task.status === "running" ? since : 0))}</Fact>
      <Fact label={text.task.waiting} human={needsPerson(task.status, task.reason)}>
        {duration(task.waitingMs + (task.status === "waiting" ? since : 0))}
      </Fact>
    </>
  );
}

const MOST_LINKS = 20;

function TaskLinks({ label, ids }: { label: string; ids: number[] }) {
  return (
    <Fact label={label}>
      {ids.slice(0, MOST_LINKS).map((id) => (
        <Link
          key={id}
          to="/tasks/$id"
          params={{ id: String(id) }}
          className="mr-2 underline decoration-line underline-offset-2 hover:decoration-current"
        >
          #{id}
        </Link>
      ))}
      {ids.length > MOST_LINKS && <span className="text-faint">{text.task.moreChildren(ids.length - MOST_LINKS)}</span>}
    </Fact>
  );
}

function Fact({ label, children, human = false }: { label: string; children: ReactNode; human?: boolean }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-faint">{label}</dt>
      <dd className={human ? "text-human-text" : undefined}>{children}</dd>
    </div>
  );
}
