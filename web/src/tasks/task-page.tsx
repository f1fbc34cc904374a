import type { Interaction } from "@taskwright/api/interaction.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { ApiProblem, messageOf } from "../api/problem.ts";
import { Request } from "../interactions/request.tsx";
import { taskInteractionsQuery } from "../interactions/queries.ts";
import { text } from "../text.ts";
import { useWriting, WritingProvider } from "../live/writing.ts";
import { Missing, NotFound } from "../shell/not-found.tsx";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { useWide } from "../ui/use-wide.ts";
import { Controls } from "./controls.tsx";
import { Data } from "./data.tsx";
import { ErrorBox } from "./error-box.tsx";
import { TaskFacts, TaskHeading } from "./header.tsx";
import { History } from "./history.tsx";
import { Log } from "./log.tsx";
import { stepsQuery, taskQuery } from "./queries.ts";
import { StepsPane } from "./steps-pane.tsx";
import { Timeline } from "./timeline.tsx";
import { useTaskChanges } from "./use-task-changes.ts";

const DryRunReport = lazy(async () => ({ default: (await import("../dry-run/dry-run-report.tsx")).DryRunReport }));
const ExternalActions = lazy(async () => ({
  default: (await import("../external-actions/external-actions.tsx")).ExternalActions,
}));
const TaskGraph = lazy(async () => ({ default: (await import("./task-graph.tsx")).TaskGraph }));

export function TaskPage() {
  const id = Number(useParams({ from: "/shell/tasks/$id" }).id);
  const { tab = "timeline", step } = useSearch({ from: "/shell/tasks/$id" });
  const navigate = useNavigate({ from: "/tasks/$id" });
  const task = useQuery({ ...taskQuery(id), enabled: Number.isSafeInteger(id) && id > 0 });
  const steps = useQuery({ ...stepsQuery(id), enabled: task.isSuccess });
  const wide = useWide(1100);
  const open = useQuery({ ...taskInteractionsQuery(id), enabled: task.isSuccess });
  const all = useMemo(() => steps.data?.flatMap((page) => page.items) ?? [], [steps.data]);
  useTaskChanges(id, all.length);
  const writing = useWriting(
    id,
    all.some((one) => one.kind === "agent" && one.status === "running"),
  );

  if (!Number.isSafeInteger(id) || id <= 0) return <NotFound />;
  if (task.isPending) return <SkeletonRows rows={12} />;
  if (task.error instanceof ApiProblem && task.error.status === 404) return <Missing words={messageOf(task.error)} />;
  if (task.isError) return <Failed error={task.error} onRetry={() => void task.refetch()} />;

  const requests = (open.data ?? []).filter((request) => request.status === "open");
  const besideSteps = tab === "timeline" || tab === "graph";
  const pane = {
    task: task.data,
    steps: all,
    requests: wide ? requests : [],
    wide,
    pending: steps.isPending,
    chosen: step,
    onChoose: (path: string | undefined) =>
      void navigate({ search: (before) => ({ ...before, step: path }), replace: true }),
  };
  return (
    <Page
      title={`#${id} ${task.data.title}`}
      heading={<TaskHeading task={task.data} />}
      actions={<Controls task={task.data} />}
    >
      <TaskFacts task={task.data} readAt={task.dataUpdatedAt} />
      <ErrorBox task={task.data} />
      {requests.map((request) =>
        !wide ? (
          <section key={request.id} className="border-b border-l-3 border-line border-l-human px-4 py-4">
            <Request request={request} />
          </section>
        ) : (
          !besideSteps && <Pointer key={request.id} request={request} />
        ),
      )}
      <WritingProvider value={writing}>
        <Tabs
          label={text.task.tabs.label}
          value={tab}
          onChange={(next) => void navigate({ search: (before) => ({ ...before, tab: next }), replace: true })}
          tabs={[
            {
              id: "timeline",
              label: text.task.tabs.timeline,
              count: all.length,
              content: (
                <StepsPane {...pane}>
                  {({ tree, chosen, choose }) =>
                    tree.length > 0 ? (
                      <Timeline tree={tree} chosen={chosen} onChoose={choose} />
                    ) : (
                      <p className="p-6 text-soft">
                        {text.task.noSteps} {task.data.status === "queued" && text.task.noStepsQueued}
                      </p>
                    )
                  }
                </StepsPane>
              ),
            },
            {
              id: "graph",
              label: text.task.tabs.graph,
              content: (
                <StepsPane {...pane}>
                  {({ chosen, choose }) => (
                    <Suspense fallback={<SkeletonRows />}>
                      <TaskGraph task={task.data} steps={all} chosen={chosen} onChoose={choose} />
                    </Suspense>
                  )}
                </StepsPane>
              ),
            },
            {
              id: "log",
              label: text.task.tabs.log,
              content: <Log task={id} live={task.data.endedAt === null} />,
            },
            { id: "data", label: text.task.tabs.data, content: <Data task={task.data} /> },
            {
              id: "actions",
              label: text.externalActions.tab,
              content: (
                <Suspense fallback={<SkeletonRows />}>
                  <ExternalActions task={id} />
                </Suspense>
              ),
            },
            ...(task.data.dryRun
              ? [
                  {
                    id: "dry-run",
                    label: text.dryRun.report,
                    content: (
                      <Suspense fallback={<SkeletonRows />}>
                        <DryRunReport task={task.data} />
                      </Suspense>
                    ),
                  },
                ]
              : []),
            { id: "history", label: text.task.tabs.history, content: <History task={id} /> },
          ]}
        />
      </WritingProvider>
    </Page>
  );
}

/** Beside other tabs a question takes one line; it is answered beside the timeline. */
function Pointer({ request }: { request: Interaction }) {
  return (
    <p className="flex items-center gap-3 border-b border-l-3 border-line border-l-human px-4 py-2">
      <span dir="auto" className="min-w-0 flex-1 truncate font-medium text-human-text">
        {request.title}
      </span>
      <Link
        to="/tasks/$id"
        params={{ id: String(request.task.id) }}
        search={{ step: request.stepPath }}
        className={buttonClass("human")}
      >
        {text.task.decide}
      </Link>
    </p>
  );
}
