import type { TaskStatus } from "@taskwright/api/task.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { definitionNamesQuery } from "../definitions/queries.ts";
import { number } from "../format/number.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { taskCountsQuery, type TaskFilter } from "./queries.ts";

const SHOWN: TaskStatus[] = ["waiting", "running", "queued", "scheduled", "paused", "error", "complete", "cancelled"];
/** A search is asked for when the typing rests. */
const REST_MS = 250;

/** Every filter is in the address, so that it can be kept, sent and gone back to. */
export function Filters({ filter }: { filter: TaskFilter }) {
  const counts = useQuery(taskCountsQuery);
  return (
    <div className="flex flex-col gap-2 border-b border-line px-4 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField value={filter.q ?? ""} />
        <DefinitionChoice value={filter.definition ?? ""} />
      </div>
      <nav aria-label={text.tasks.columns.status} className="-mx-1 flex gap-1 overflow-x-auto px-1 py-0.5">
        <StatusChip filter={filter} />
        {SHOWN.map((status) => {
          const count = counts.data?.[status] ?? 0;
          return count > 0 ||
            filter.status === status ||
            ["waiting", "running", "error", "complete"].includes(status) ? (
            <StatusChip key={status} filter={filter} status={status} count={count} />
          ) : null;
        })}
      </nav>
    </div>
  );
}

function StatusChip({ filter, status, count }: { filter: TaskFilter; status?: TaskStatus; count?: number }) {
  const chosen = filter.status === status;
  return (
    <Link
      to="/tasks"
      search={{ ...filter, status }}
      aria-current={chosen ? "true" : undefined}
      className={clsx(
        "inline-flex min-h-7 items-center gap-1.5 rounded-full border px-2.5 whitespace-nowrap",
        chosen ? "border-ink bg-ink text-on-ink" : "border-line text-soft hover:bg-raised hover:text-ink",
      )}
    >
      {status ? text.tasks.statuses[status] : text.tasks.allStatuses}
      {count !== undefined && <span className={chosen ? "opacity-80" : "text-faint"}>{number(count)}</span>}
    </Link>
  );
}

function SearchField({ value }: { value: string }) {
  const navigate = useNavigate({ from: "/tasks" });
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(
      () => void navigate({ search: (before) => ({ ...before, q: typed || undefined }), replace: true }),
      REST_MS,
    );
    return () => clearTimeout(timer);
  }, [typed, value, navigate]);
  return (
    <div className="relative max-w-72 min-w-44 flex-1">
      <Search size={14} aria-hidden className="absolute top-2.25 left-2 text-faint" />
      <input
        type="search"
        aria-label={text.tasks.search}
        placeholder={text.tasks.searchHint}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        className="control pl-7"
      />
    </div>
  );
}

function DefinitionChoice({ value }: { value: string }) {
  const navigate = useNavigate({ from: "/tasks" });
  const names = useQuery(definitionNamesQuery).data ?? [];
  const choose = (definition: string | undefined) => void navigate({ search: (before) => ({ ...before, definition }) });
  return (
    <div className="flex items-center">
      <select
        aria-label={text.tasks.definition}
        value={value}
        onChange={(event) => choose(event.target.value || undefined)}
        className="control max-w-52"
      >
        <option value="">{text.tasks.allDefinitions}</option>
        {value !== "" && !names.includes(value) && <option>{value}</option>}
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      {value !== "" && (
        <button
          type="button"
          aria-label={text.tasks.clear}
          title={text.tasks.clear}
          onClick={() => choose(undefined)}
          className="ml-1 flex size-7 items-center justify-center rounded-md text-faint hover:bg-raised"
        >
          <X size={14} />
        </button>
      )}
    </div>
  );
}
