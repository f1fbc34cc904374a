import type { TaskSummary } from "@taskwright/api/task.ts";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Progress } from "../ui/progress.tsx";
import { useWide } from "../ui/use-wide.ts";
import { needsPerson, progressTone, reasonText, StatusBadge } from "./status.tsx";

const WIDE = "grid-cols-[minmax(12rem,5fr)_minmax(12rem,5fr)_7.5rem_minmax(8.5rem,2fr)_7rem]";

interface TableProps {
  rows: readonly TaskSummary[];
  hasMore: boolean;
  loadingMore: boolean;
  onMore(): void;
  /** ids of the rows on screen */
  onVisible(ids: readonly number[]): void;
}

/** Only the rows on screen are in the document, so a hundred thousand scroll like a hundred. */
export function TaskTable({ rows, hasMore, loadingMore, onMore, onVisible }: TableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const wide = useWide(900);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (wide ? 44 : 84),
    overscan: 12,
    getItemKey: (index) => rows[index]!.id,
  });
  useEffect(() => virtual.measure(), [virtual, wide]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= rows.length - 30) onMore();
  }, [last, rows.length, hasMore, loadingMore, onMore]);
  onVisible(shown.map((item) => rows[item.index]!.id));

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys act on the links inside
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto" onKeyDown={moveByArrow}>
      <div role="table" aria-label={text.tasks.title} aria-rowcount={hasMore ? -1 : rows.length + 1}>
        <div
          role="row"
          aria-rowindex={1}
          className={clsx(
            "sticky top-0 z-[5] border-b border-line bg-surface px-4 text-xs text-faint",
            wide ? `grid h-8 items-center gap-4 ${WIDE}` : "sr-only",
          )}
        >
          {(["task", "status", "progress", "agent", "age"] as const).map((column) => (
            <div key={column} role="columnheader" className={column === "age" ? "text-right" : undefined}>
              {text.tasks.columns[column]}
            </div>
          ))}
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {shown.map((item) => (
            <Row
              key={item.key}
              task={rows[item.index]!}
              index={item.index}
              top={item.start}
              height={item.size}
              wide={wide}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Row({
  task,
  index,
  top,
  height,
  wide,
}: {
  task: TaskSummary;
  index: number;
  top: number;
  height: number;
  wide: boolean;
}) {
  const person = needsPerson(task.status, task.reason);
  const reason = reasonText(task);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-task={task.id}
      style={{ transform: `translateY(${top}px)`, height }}
      className={clsx(
        "absolute inset-x-0 top-0 border-b border-line px-4 focus-within:bg-raised hover:bg-raised",
        person && "shadow-[inset_3px_0_0_var(--human)]",
        wide ? `grid items-center gap-4 ${WIDE}` : "flex flex-col justify-center gap-1",
      )}
    >
      <div role="cell" className="flex min-w-0 items-baseline gap-2">
        {/* the link covers the row: one target, and one stop for the keyboard */}
        <Link
          to="/tasks/$id"
          params={{ id: String(task.id) }}
          aria-label={text.tasks.row(task.title, task.id)}
          className="min-w-0 truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
          title={task.title}
        >
          {task.title}
        </Link>
        <span className="shrink-0 text-faint">#{task.id}</span>
      </div>
      <div role="cell" className="flex min-w-0 items-center gap-2">
        <StatusBadge status={task.status} reason={task.reason} />
        <span className={clsx("truncate", person ? "text-human-text" : "text-faint")} title={reason}>
          {reason}
        </span>
      </div>
      <div role="cell" className={clsx("flex items-center gap-2", !wide && "hidden")}>
        <Progress percent={task.progress.percent} tone={progressTone(task.status, task.reason)} className="flex-1" />
        <span aria-hidden className="w-10 text-right text-xs whitespace-nowrap text-faint">
          {Math.round(task.progress.percent)} %
        </span>
      </div>
      <div role="cell" className={clsx("truncate text-soft", !wide && "hidden")}>
        {task.agent.name}
      </div>
      <div role="cell" className={clsx("relative z-[1] text-faint", wide ? "justify-self-end" : "text-xs")}>
        <Moment at={task.createdAt} />
      </div>
    </div>
  );
}

/** Up and down go from row to row, as in any list. */
function moveByArrow(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const row = (event.target as HTMLElement).closest("[role=row]");
  if (step === 0 || !row) return;
  const wanted = Number(row.getAttribute("aria-rowindex")) + step;
  const next = event.currentTarget.querySelector<HTMLElement>(`[role=row][aria-rowindex="${wanted}"] a`);
  if (!next) return;
  event.preventDefault();
  next.focus();
}
