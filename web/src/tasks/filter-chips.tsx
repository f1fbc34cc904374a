import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { text } from "../text.ts";
import { dayText } from "../format/time.ts";
import { sortText } from "./filter-panel.tsx";
import type { TaskSearch } from "./search.ts";

/** What the list is narrowed to beside its status, each to be taken away by itself. */
export function FilterChips({ search }: { search: TaskSearch }) {
  const chips = chipsOf(search);
  if (chips.length === 0) return null;
  return (
    <ul aria-label={text.taskList.filter} className="flex flex-wrap items-center gap-1.5">
      {chips.map(({ label, without }) => (
        <li key={label} className="flex max-w-full min-w-0">
          <Link
            to="/tasks"
            search={{ ...search, ...without }}
            aria-label={text.taskList.removeChip(label)}
            className="inline-flex min-h-7 min-w-0 items-center gap-1 rounded-md border border-line bg-raised px-2 hover:bg-pressed"
          >
            <span dir="auto" className="truncate">
              {label}
            </span>
            <X size={12} aria-hidden className="shrink-0 text-soft" />
          </Link>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Link
            to="/tasks"
            search={{ status: search.status, columns: search.columns, group: search.group }}
            className="inline-flex min-h-7 items-center px-1 text-soft underline underline-offset-2"
          >
            {text.taskList.clear}
          </Link>
        </li>
      )}
    </ul>
  );
}

function chipsOf(search: TaskSearch): { label: string; without: Partial<TaskSearch> }[] {
  const { taskList } = text;
  const { q, definition, agent, kind, waitingFor, from, to, sort } = search;
  const chips: { label: string; without: Partial<TaskSearch> }[] = [];
  if (q) chips.push({ label: `“${q}”`, without: { q: undefined } });
  if (definition)
    chips.push({ label: taskList.chip(taskList.definition, definition), without: { definition: undefined } });
  if (agent) chips.push({ label: taskList.chip(taskList.agent, agent), without: { agent: undefined } });
  if (kind) chips.push({ label: taskList.chip(taskList.kind, text.tasks.kinds[kind]), without: { kind: undefined } });
  if (waitingFor)
    chips.push({
      label: taskList.chip(taskList.waitingFor, taskList[waitingFor]),
      without: { waitingFor: undefined },
    });
  if (from || to)
    chips.push({
      label: taskList.created(from && dayText(from), to && dayText(to)),
      without: { from: undefined, to: undefined },
    });
  if (sort && sort !== "-createdAt") chips.push({ label: sortText(sort), without: { sort: undefined } });
  return chips;
}
