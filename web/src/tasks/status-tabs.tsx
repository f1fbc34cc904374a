import type { TaskStatus } from "@taskwright/api/task.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { number } from "../format/number.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { taskCountsQuery } from "./queries.ts";
import type { TaskSearch } from "./search.ts";
import { useFresh } from "./use-fresh.ts";

/** The server counts so far, and one more to say that there are others: COUNTED_TASKS of the API. */
const COUNTED = 10_000;
const SHOWN: TaskStatus[] = ["waiting", "running", "queued", "scheduled", "paused", "error", "complete", "cancelled"];
const ALWAYS: TaskStatus[] = ["waiting", "running", "error", "complete"];

/** The list by status, with how many there are of each under the other filters. */
export function StatusTabs({ search }: { search: TaskSearch }) {
  const counts = useQuery({ ...taskCountsQuery(search), placeholderData: (before) => before }).data;
  useFresh(["tasks", "counts"]);
  return (
    <nav aria-label={text.taskList.columns.status} className="-mx-1 flex gap-1 overflow-x-auto px-1 py-0.5">
      <Tab search={search} chosen={search.status === undefined} label={text.tasks.allStatuses} />
      {SHOWN.map((status) => {
        const count = search.q ? undefined : counts?.[status];
        const chosen = search.status === status;
        if (!chosen && !ALWAYS.includes(status) && !count) return null;
        return (
          <Tab
            key={status}
            search={search}
            status={status}
            chosen={chosen}
            label={text.tasks.statuses[status]}
            count={count}
          />
        );
      })}
    </nav>
  );
}

function Tab(props: { search: TaskSearch; status?: TaskStatus; chosen: boolean; label: string; count?: number }) {
  const { count, chosen } = props;
  return (
    <Link
      to="/tasks"
      search={{ ...props.search, status: props.status }}
      aria-current={chosen ? "true" : undefined}
      className={clsx(
        "inline-flex min-h-7 items-center gap-1.5 rounded-full border px-2.5 whitespace-nowrap",
        chosen ? "border-ink bg-ink text-on-ink" : "border-line text-soft hover:bg-raised hover:text-ink",
      )}
    >
      {props.label}
      {count !== undefined && (
        <span className={chosen ? "opacity-80" : "text-faint"}>
          {count > COUNTED ? text.taskList.manyOf(COUNTED) : number(count)}
        </span>
      )}
    </Link>
  );
}
