import type { TaskSummary } from "@taskwright/api/task.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { FIRST_OF_GROUP, groupTasksQuery } from "./queries.ts";
import type { TaskSearch } from "./search.ts";
import { needsPerson, reasonText, StatusBadge } from "./status.tsx";
import { useFresh } from "./use-fresh.ts";

/** The first of a group in the list's order, and the way to all of them. */
export function GroupRows({ search, all }: { search: TaskSearch; all: number }) {
  const query = useQuery(groupTasksQuery(search));
  useFresh(["tasks", "group"]);
  if (query.isPending) return <SkeletonRows rows={Math.min(3, all)} />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <ul>
      {query.data.items.map((task) => (
        <Row key={task.id} task={task} />
      ))}
      {all > FIRST_OF_GROUP && (
        <li className="px-4 py-2 pl-10">
          <Link to="/tasks" search={search} className="text-soft underline underline-offset-2">
            {text.taskList.groups.all(all)}
          </Link>
        </li>
      )}
    </ul>
  );
}

function Row({ task }: { task: TaskSummary }) {
  const reason = reasonText(task);
  return (
    <li
      className={clsx(
        "grid min-h-9 items-center gap-x-4 border-b border-line px-4 py-1.5 pl-10 last:border-0 sm:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_7.5rem]",
        needsPerson(task.status, task.reason) && "shadow-[inset_3px_0_0_var(--human)]",
      )}
    >
      <span className="flex min-w-0 items-baseline gap-2">
        <Link
          to="/tasks/$id"
          params={{ id: String(task.id) }}
          dir="auto"
          title={task.title}
          className="min-w-0 truncate hover:underline"
        >
          {task.title}
        </Link>
        <span className="shrink-0 text-faint">#{task.id}</span>
      </span>
      <span className="flex min-w-0 items-center gap-2">
        <StatusBadge status={task.status} reason={task.reason} />
        <span className="truncate text-soft" title={reason}>
          {reason}
        </span>
      </span>
      <span className="text-faint sm:text-right">
        <Moment at={task.createdAt} />
      </span>
    </li>
  );
}
