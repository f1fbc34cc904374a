import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { ArrowUp, ListChecks, Plus } from "lucide-react";
import { useCallback, useMemo, useRef } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { Filters } from "./filters.tsx";
import { taskListQuery } from "./queries.ts";
import { TaskTable } from "./table.tsx";
import { useFreshTasks } from "./use-fresh-tasks.ts";

export function TaskListPage() {
  const filter = useSearch({ from: "/shell/tasks" });
  const mayCreate = useMay("task.create");
  const list = useInfiniteQuery({ ...taskListQuery(filter), placeholderData: keepPreviousData });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const visible = useRef<readonly number[]>([]);
  const { fresh, show } = useFreshTasks(
    filter,
    rows,
    useCallback(() => visible.current, []),
    !list.hasNextPage,
  );
  const filtered = Object.values(filter).some((value) => value !== undefined);

  return (
    <Page
      title={text.tasks.title}
      actions={
        mayCreate && (
          <Link to="/tasks/new" className={buttonClass("plain")}>
            <Plus size={14} aria-hidden />
            {text.top.newTask}
          </Link>
        )
      }
    >
      <Filters filter={filter} />
      <div role="status" className="contents">
        {fresh > 0 && (
          <div className="relative z-10 flex h-0 justify-center">
            <Button
              look="plain"
              aria-description={text.tasks.freshLabel}
              className="mt-10 h-7 min-h-7 rounded-full shadow-float"
              onClick={show}
            >
              <ArrowUp size={14} />
              {text.tasks.fresh(fresh, fresh >= 50)}
            </Button>
          </div>
        )}
      </div>
      {list.isPending ? (
        <SkeletonRows rows={12} />
      ) : list.isError ? (
        <Failed error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length > 0 ? (
        <TaskTable
          rows={rows}
          hasMore={list.hasNextPage}
          loadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
          onVisible={(ids) => (visible.current = ids)}
        />
      ) : filtered ? (
        <Empty icon={<ListChecks size={24} />} title={text.tasks.emptyFilteredTitle}>
          <p>{text.tasks.emptyFiltered}</p>
          <Link to="/tasks" className={buttonClass()}>
            {text.tasks.clear}
          </Link>
        </Empty>
      ) : (
        <Empty icon={<ListChecks size={24} />} title={text.tasks.emptyTitle}>
          <p>{text.tasks.empty}</p>
          {mayCreate && (
            <Link to="/tasks/new" className={buttonClass("plain")}>
              {text.top.newTask}
            </Link>
          )}
        </Empty>
      )}
    </Page>
  );
}
