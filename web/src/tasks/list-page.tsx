import { Link, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useRef } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { SkeletonRows } from "../ui/states.tsx";
import { usePageKeys } from "../ui/use-keys.ts";
import { Filters } from "./filters.tsx";
import { TaskList } from "./list.tsx";

const Groups = lazy(async () => ({ default: (await import("./groups.tsx")).Groups }));

export function TaskListPage() {
  const search = useSearch({ from: "/shell/tasks" });
  const mayCreate = useMay("task.create");
  const field = useRef<HTMLInputElement>(null);
  usePageKeys([{ keys: "/", label: text.taskList.keys.search, run: () => field.current?.focus() }]);
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
      <Filters search={search} field={field} />
      {search.group === undefined ? (
        <TaskList search={search} />
      ) : (
        <Suspense fallback={<SkeletonRows rows={8} />}>
          <Groups search={search} by={search.group} />
        </Suspense>
      )}
    </Page>
  );
}
