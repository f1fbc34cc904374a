import type { TaskGroup, TaskGrouping } from "@taskwright/api/task.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { number } from "../format/number.ts";
import { dayText } from "../format/time.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { GroupRows } from "./group-rows.tsx";
import { Nothing } from "./nothing.tsx";
import { taskGroupsQuery } from "./queries.ts";
import { isNarrowed, type TaskSearch } from "./search.ts";
import { useFresh } from "./use-fresh.ts";

/** Counting 200,000 tasks takes the database 0.2 to 0.4 seconds: not to be asked for as tasks go by. */
const EVERY_MS = 15_000;

/** The list as groups: how many there are of each, how they went, and the newest of a group that is opened. */
export function Groups({ search, by }: { search: TaskSearch; by: TaskGrouping }) {
  const query = useQuery({ ...taskGroupsQuery(search, by), placeholderData: (before) => before });
  useFresh(["tasks", "groups"], EVERY_MS);
  const { groups } = text.taskList;
  if (query.isPending) return <SkeletonRows rows={8} />;
  if (query.isError && !query.data) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.groups.length === 0) return <Nothing narrowed={isNarrowed(search)} />;
  return (
    <>
      <ul aria-label={groups.by[by]} className="min-h-0 flex-1 overflow-y-auto">
        {query.data.groups.map((group) => (
          <Group key={`${by} ${group.key}`} group={group} by={by} search={search} />
        ))}
        {query.data.more && <li className="px-4 py-3 text-soft">{groups.more(query.data.groups.length)}</li>}
      </ul>
      <p className="border-t border-line px-4 py-1 text-xs text-faint">
        {groups.total(query.data.groups.length)} ·{" "}
        {text.taskList.total(query.data.total, query.data.total >= MOST_COUNTED)}
      </p>
    </>
  );
}

/** As far as the server counts. */
const MOST_COUNTED = 250_000;

function Group({ group, by, search }: { group: TaskGroup; by: TaskGrouping; search: TaskSearch }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const label = labelOf(group.key, by);
  const narrowed: TaskSearch = { ...search, ...filterOf(group.key, by), group: undefined };
  const { groups } = text.taskList;
  return (
    <li className="border-b border-line">
      <div className="flex min-h-10 items-center gap-3 px-4 hover:bg-raised">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
          className="flex min-h-10 min-w-0 flex-1 items-center gap-2 text-left"
        >
          <ChevronRight size={14} aria-hidden className={clsx("shrink-0 text-faint", open && "rotate-90")} />
          <span dir="auto" title={label} className="min-w-0 truncate font-medium">
            {label}
          </span>
          <span className="text-faint">{number(group.count)}</span>
        </button>
        <Share group={group} />
        <Link
          to="/tasks"
          search={narrowed}
          aria-label={groups.listOf(label)}
          className="text-soft underline underline-offset-2"
        >
          {groups.list}
        </Link>
      </div>
      {open && (
        <div id={id} className="border-t border-line bg-page">
          <GroupRows search={narrowed} all={group.count} />
        </div>
      )}
    </li>
  );
}

/** How they went, as a bar and in words: colour alone tells nobody anything. */
function Share({ group }: { group: TaskGroup }) {
  const { groups } = text.taskList;
  const parts = [
    { share: group.complete, colour: "bg-good" },
    { share: group.error, colour: "bg-bad" },
    { share: group.open, colour: "bg-busy" },
  ];
  return (
    <>
      <span className="flex shrink-0 gap-3 text-xs whitespace-nowrap">
        {group.open > 0 && <span className="text-soft max-sm:hidden">{groups.open(group.open)}</span>}
        {group.error > 0 && <span className="text-bad">{groups.failed(group.error)}</span>}
      </span>
      <span aria-hidden className="flex h-1.5 w-32 shrink-0 overflow-hidden rounded-full bg-control max-md:hidden">
        {parts.map(({ share, colour }) => (
          <span key={colour} className={colour} style={{ width: `${(100 * share) / group.count}%` }} />
        ))}
      </span>
    </>
  );
}

function labelOf(key: string, by: TaskGrouping): string {
  if (by === "day") return dayText(key);
  return by === "status" ? text.tasks.statuses[key as keyof typeof text.tasks.statuses] : key;
}

function filterOf(key: string, by: TaskGrouping): Partial<TaskSearch> {
  return by === "day" ? { from: key, to: key } : { [by]: key };
}
