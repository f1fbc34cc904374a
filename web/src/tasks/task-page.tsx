import type { Interaction } from "@taskwright/api/interaction.ts";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { Request } from "../interactions/request.tsx";
import { taskInteractionsQuery } from "../interactions/queries.ts";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { text } from "../text.ts";
import { NotFound } from "../shell/not-found.tsx";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { useWide } from "../ui/use-wide.ts";
import { Controls } from "./controls.tsx";
import { Data } from "./data.tsx";
import { TaskHeading, TaskFacts } from "./header.tsx";
import { Log } from "./log.tsx";
import { MAX_STEPS, stepsQuery, taskQuery } from "./queries.ts";
import { ErrorBox } from "./error-box.tsx";
import { Timeline } from "./timeline.tsx";

export function TaskPage() {
  const id = Number(useParams({ from: "/shell/tasks/$id" }).id);
  const { tab = "timeline", step } = useSearch({ from: "/shell/tasks/$id" });
  const navigate = useNavigate({ from: "/tasks/$id" });
  const task = useQuery({ ...taskQuery(id), enabled: Number.isSafeInteger(id) && id > 0 });
  const steps = useInfiniteQuery({ ...stepsQuery(id), enabled: task.isSuccess });
  const wide = useWide(1100);
  const open = useQuery({ ...taskInteractionsQuery(id), enabled: task.isSuccess });
  const all = useMemo(() => steps.data?.pages.flatMap((page) => page.items) ?? [], [steps.data]);
  useTaskChanges(id, all.length);
  const { hasNextPage, isFetching, fetchNextPage } = steps;
  useEffect(() => {
    if (hasNextPage && !isFetching && all.length < MAX_STEPS) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage, all.length]);

  if (!Number.isSafeInteger(id) || id <= 0) return <NotFound />;
  if (task.isPending) return <SkeletonRows rows={12} />;
  if (task.isError) return <Failed error={task.error} onRetry={() => void task.refetch()} />;

  const requests = (open.data ?? []).filter((request) => request.status === "open");
  return (
    <Page
      title={`#${id} ${task.data.title}`}
      heading={<TaskHeading task={task.data} />}
      actions={<Controls task={task.data} />}
    >
      <TaskFacts task={task.data} readAt={task.dataUpdatedAt} />
      {task.data.error && <ErrorBox error={task.data.error} ended={task.data.status === "error"} />}
      {requests.map((request) =>
        !wide ? (
          <section key={request.id} className="border-b border-l-3 border-line border-l-human px-4 py-4">
            <Request request={request} />
          </section>
        ) : (
          tab !== "timeline" && <Pointer key={request.id} request={request} />
        ),
      )}
      <Tabs
        label={text.tasks.tabs.label}
        value={tab}
        onChange={(next) => void navigate({ search: (before) => ({ ...before, tab: next }), replace: true })}
        tabs={[
          {
            id: "timeline",
            label: text.tasks.tabs.timeline,
            count: all.length,
            content: (
              <Timeline
                task={task.data}
                steps={all}
                requests={wide ? requests : []}
                wide={wide}
                pending={steps.isPending}
                truncated={steps.hasNextPage && all.length >= MAX_STEPS}
                chosen={step}
                onChoose={(path) => void navigate({ search: (before) => ({ ...before, step: path }), replace: true })}
              />
            ),
          },
          { id: "log", label: text.tasks.tabs.log, content: <Log task={id} /> },
          { id: "data", label: text.tasks.tabs.data, content: <Data task={task.data} /> },
        ]}
      />
    </Page>
  );
}

/** Beside other tabs a question takes one line; it is answered beside the timeline. */
function Pointer({ request }: { request: Interaction }) {
  return (
    <p className="flex items-center gap-3 border-b border-l-3 border-line border-l-human px-4 py-2">
      <span className="min-w-0 flex-1 truncate font-medium text-human-text">{request.title}</span>
      <Link
        to="/tasks/$id"
        params={{ id: String(request.task.id) }}
        search={{ step: request.stepPath }}
        className={buttonClass("human")}
      >
        {text.tasks.decide}
      </Link>
    </p>
  );
}

/** Reads the task again when something happens to it; a task of thousands of steps less often. */
function useTaskChanges(id: number, steps: number): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const everyMs = steps > 400 ? 2_000 : 300;
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (!changes.tasks.has(id)) return;
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          void client.invalidateQueries({ queryKey: ["task", id] });
        }, everyMs);
      },
      [client, id, everyMs],
    ),
  );
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [id],
  );
}
