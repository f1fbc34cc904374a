import type { TaskPage, TaskSummary } from "@taskwright/api/task.ts";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { progressTone, reasonText } from "../tasks/status.tsx";
import { text } from "../text.ts";
import { Moment } from "../ui/moment.tsx";
import { Progress } from "../ui/progress.tsx";
import { Panel, PANEL_ALL, PANEL_LINK, PANEL_ROW, PanelState } from "./panel.tsx";
import { useSteady } from "./steady.ts";

/** A few tasks of one status, the newest first. */
export function TaskPanel(props: {
  title: string;
  empty: string;
  all: string;
  status: string;
  query: UseQueryResult<TaskPage>;
  /** leaves away what is not worth showing here */
  only?(task: TaskSummary): boolean;
}) {
  const items = props.query.data?.items ?? [];
  const { rows, hold } = useSteady(props.only ? items.filter(props.only) : items);
  return (
    <Panel
      title={props.title}
      all={
        <Link to="/tasks" search={{ status: props.status }} className={PANEL_ALL}>
          {props.all}
        </Link>
      }
      {...hold}
    >
      {rows.length === 0 ? (
        <PanelState query={props.query} empty={props.empty} />
      ) : (
        <ul>
          {rows.map((task) => (
            <Row key={task.id} task={task} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ task }: { task: TaskSummary }) {
  const wrong = task.status === "error";
  return (
    <li className={PANEL_ROW}>
      <span className="flex items-baseline justify-between gap-3">
        <Link
          to="/tasks/$id"
          params={{ id: String(task.id) }}
          aria-label={text.tasks.row(task.title, task.id)}
          title={task.title}
          className={PANEL_LINK}
        >
          {task.title}
        </Link>
        <span className="shrink-0 text-xs text-faint">
          <Moment at={task.endedAt ?? task.startedAt ?? task.createdAt} narrow />
        </span>
      </span>
      <span className="flex items-center gap-3 text-xs">
        <span className={wrong ? "min-w-0 flex-1 truncate text-bad" : "min-w-0 flex-1 truncate text-faint"}>
          {reasonText(task) || task.definition.name}
        </span>
        {!wrong && (
          <Progress percent={task.progress.percent} tone={progressTone(task.status, task.reason)} className="w-20" />
        )}
      </span>
    </li>
  );
}
