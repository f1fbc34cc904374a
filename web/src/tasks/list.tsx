import type { TaskSummary } from "@taskwright/api/task.ts";
import { useNavigate } from "@tanstack/react-router";
import { ArrowUp } from "lucide-react";
import { useMemo, useRef } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { useColumns } from "../ui/table/columns.ts";
import { Grid, type GridHandle } from "../ui/table/grid.tsx";
import { usePageKeys } from "../ui/use-keys.ts";
import { useWide } from "../ui/use-wide.ts";
import { chosenColumns, COLUMNS_PX, ROOMY_PX, TaskCard, taskColumns } from "./list-columns.tsx";
import { Nothing } from "./nothing.tsx";
import { isNarrowed, type TaskSearch } from "./search.ts";
import { SelectAll } from "./select-all.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { needsPerson } from "./status.tsx";
import { useRowSelection } from "./use-row-selection.ts";
import { useTaskRows } from "./use-rows.ts";

const card = (task: TaskSummary) => <TaskCard task={task} />;
const MOST_COUNTED = 250_000;

/** The rows that the address asks for, by pointer and by keyboard, and what can be done with many of them. */
export function TaskList({ search }: { search: TaskSearch }) {
  const navigate = useNavigate({ from: "/tasks" });
  const mayControl = useMay("task.control");
  const wide = useWide(COLUMNS_PX);
  const { rows, renew } = useTaskRows(search);
  const selection = useRowSelection(rows);
  const all = useMemo(() => taskColumns(), []);
  const columns = useColumns(all, chosenColumns(search.columns, useWide(ROOMY_PX)));
  const grid = useRef<GridHandle>(null);
  const { taskList } = text;

  usePageKeys([
    { keys: ["j", "ArrowDown"], label: taskList.keys.next, run: () => grid.current?.move(1) },
    { keys: ["k", "ArrowUp"], label: taskList.keys.previous, run: () => grid.current?.move(-1) },
    { keys: "x", label: taskList.keys.select, run: () => grid.current?.select(), off: !mayControl },
    { keys: "n", label: taskList.keys.fresh, run: renew, off: rows.fresh.size === 0 },
    { keys: "Escape", label: taskList.keys.unselect, run: selection.clear, off: selection.ids.size === 0 },
  ]);

  return (
    <>
      <Renewal fresh={rows.fresh.size} gone={rows.gone.size} onRenew={renew} />
      {rows.error !== undefined && !rows.begun ? (
        <Failed error={rows.error} onRetry={() => rows.again()} />
      ) : !rows.begun ? (
        <SkeletonRows rows={12} />
      ) : rows.count === 0 ? (
        <Nothing narrowed={isNarrowed(search)} />
      ) : (
        <Grid<TaskSummary>
          // another list begins at its top
          key={JSON.stringify(rows.search)}
          label={text.tasks.title}
          count={rows.count}
          rowAt={(index) => rows.rowAt(index)}
          columns={columns}
          card={wide ? undefined : card}
          rowHeight={wide ? 40 : 92}
          onRange={rows.show}
          onOpen={(task) => void navigate({ to: "/tasks/$id", params: { id: String(task.id) } })}
          rowLabel={(task) => text.tasks.row(task.title, task.id)}
          rowClass={(task) =>
            rows.gone.has(task.id)
              ? "opacity-55"
              : needsPerson(task.status, task.reason)
                ? "shadow-[inset_3px_0_0_var(--human)]"
                : undefined
          }
          sort={search.sort ?? "-createdAt"}
          onSort={(sort) =>
            void navigate({ search: (before) => ({ ...before, sort: sort === "-createdAt" ? undefined : sort }) })
          }
          selected={selection.ids}
          onSelect={mayControl ? selection.select : undefined}
          selectHead={<SelectAll selection={selection} />}
          scroll={rows.scroll}
          handle={grid}
        />
      )}
      <SelectionBar selection={selection} />
      {wide && rows.total !== undefined && rows.total > 0 && (
        <p className="border-t border-line px-4 py-1 text-xs text-faint">
          {taskList.total(rows.total, rows.total >= MOST_COUNTED)}
        </p>
      )}
    </>
  );
}

/** What has come or gone since: shown when one asks, so that no row moves under the pointer. */
function Renewal({ fresh, gone, onRenew }: { fresh: number; gone: number; onRenew(): void }) {
  const { taskList } = text;
  return (
    <div role="status" className="contents">
      {(fresh > 0 || gone > 0) && (
        <div className="relative z-10 flex h-0 justify-center">
          <Button
            look="plain"
            aria-description={taskList.freshLabel}
            className="mt-10 h-7 min-h-7 rounded-full shadow-float"
            onClick={onRenew}
          >
            {fresh > 0 && <ArrowUp size={14} />}
            {fresh > 0 ? taskList.fresh(fresh) : taskList.gone(gone)}
          </Button>
        </div>
      )}
    </div>
  );
}
