import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { memo, useEffect, useRef, useState, type Ref } from "react";
import { text } from "../text.ts";
import { ColumnMenu } from "./column-menu.tsx";
import { FilterChips } from "./filter-chips.tsx";
import { FilterPanel } from "./filter-panel.tsx";
import { GroupMenu } from "./group-menu.tsx";
import type { TaskSearch } from "./search.ts";
import { StatusTabs } from "./status-tabs.tsx";
import { ViewMenu } from "./view-menu.tsx";

/** A search is asked for when the typing rests. */
const REST_MS = 250;

/** Every filter is in the address, so that it can be kept, sent and gone back to. */
export const Filters = memo(function Filters({ search, field }: { search: TaskSearch; field: Ref<HTMLInputElement> }) {
  return (
    <div className="flex flex-col gap-2 border-b border-line px-4 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField value={search.q ?? ""} field={field} />
        <FilterPanel search={search} />
        <GroupMenu search={search} />
        {search.group === undefined && <ColumnMenu search={search} />}
        <ViewMenu search={search} />
      </div>
      <FilterChips search={search} />
      <StatusTabs search={search} />
    </div>
  );
});

function SearchField({ value, field }: { value: string; field: Ref<HTMLInputElement> }) {
  const navigate = useNavigate({ from: "/tasks" });
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  // the address changed by another hand: a chip taken away, a step back
  useEffect(() => {
    if (value !== asked.current) setTyped((asked.current = value));
  }, [value]);
  useEffect(() => {
    if (typed === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = typed;
      void navigate({ search: (before) => ({ ...before, q: typed || undefined }), replace: true });
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [typed, navigate]);
  return (
    <div className="relative max-w-72 min-w-40 flex-1">
      <Search size={14} aria-hidden className="absolute top-2.25 left-2 text-faint" />
      <input
        ref={field}
        type="search"
        dir="auto"
        aria-label={text.taskList.search}
        placeholder={text.taskList.searchHint}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // out of the field; what was searched for stays
          event.preventDefault();
          event.currentTarget.blur();
        }}
        className="control pl-7"
      />
    </div>
  );
}
