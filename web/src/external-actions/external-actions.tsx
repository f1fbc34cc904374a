import type { ExternalAction } from "@taskwright/api/external-action.ts";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ExternalLink, Send, Undo2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useMay } from "../access/session.ts";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { renew } from "../live/renew.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { CopyButton } from "../ui/copy.tsx";
import { Moment } from "../ui/moment.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { externalActionsQuery } from "./queries.ts";
import { UndoDialog } from "./undo-dialog.tsx";

/** The ledger of what cannot be taken back by stopping a task; of one task or of all. */
export function ExternalActions({ task }: { task?: number }) {
  const actions = useInfiniteQuery(externalActionsQuery(task));
  const [undoing, setUndoing] = useState<ExternalAction>();
  const words = text.externalActions;
  useRereading(task, actions.data?.pages.flatMap((page) => page.items) ?? []);
  if (actions.isPending) return <SkeletonRows />;
  if (actions.isError) return <Failed error={actions.error} onRetry={() => void actions.refetch()} />;
  const all = actions.data.pages.flatMap((page) => page.items);
  if (all.length === 0)
    return task === undefined ? (
      <Empty icon={<Send size={24} />} title={words.emptyTitle}>
        <p>{words.empty}</p>
      </Empty>
    ) : (
      <p className="p-6 text-soft">{words.emptyTask}</p>
    );
  return (
    <div className="flex flex-col gap-3 p-4">
      <p className="max-w-2xl text-soft">{words.about}</p>
      <ul aria-label={words.tab} className="overflow-hidden rounded-lg border border-line">
        {all.map((action) => (
          <Row key={action.id} action={action} withTask={task === undefined} onUndo={() => setUndoing(action)} />
        ))}
      </ul>
      {actions.hasNextPage && (
        <Button className="self-start" busy={actions.isFetchingNextPage} onClick={() => void actions.fetchNextPage()}>
          {text.actions.loadMore}
        </Button>
      )}
      {undoing && <UndoDialog action={undoing} onClose={() => setUndoing(undefined)} />}
    </div>
  );
}

function Row({ action, withTask, onUndo }: { action: ExternalAction; withTask: boolean; onUndo(): void }) {
  const mayUndo = useMay("task.control");
  const words = text.externalActions;
  const { undo } = action;
  const again = undo === null || undo.status === "error" || undo.status === "cancelled";
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-2.5 last:border-0">
      <div className="min-w-56 flex-1">
        <p dir="auto" className={clsx("font-medium", undo?.status === "complete" && "text-soft line-through")}>
          {action.what}
        </p>
        <p className="text-xs text-faint">
          <span className="font-mono">{action.tool}</span>
          {action.target !== null && <span dir="auto"> · {action.target}</span>} · <Moment at={action.at} />
        </p>
      </div>
      {action.remoteId !== null && (
        <span className="flex min-w-0 items-center gap-1 text-xs text-soft">
          <span className="sr-only">{words.columns.remoteId}</span>
          <span title={words.columns.remoteId} className="max-w-56 truncate font-mono">
            {action.remoteId}
          </span>
          <CopyButton value={action.remoteId} label={`${text.actions.copy}: ${words.columns.remoteId}`} size={12} />
        </span>
      )}
      {action.url !== null && /^https?:\/\//.test(action.url) && (
        <a
          href={action.url}
          target="_blank"
          rel="noreferrer"
          className="flex items-center gap-1 underline decoration-line underline-offset-2 hover:decoration-current"
        >
          <ExternalLink size={12} aria-hidden />
          {words.open}
        </a>
      )}
      {withTask && (
        <Link
          to="/tasks/$id"
          params={{ id: String(action.taskId) }}
          search={{ tab: "actions" }}
          className="underline decoration-line underline-offset-2 hover:decoration-current"
        >
          {text.inbox.goToTask(action.taskId)}
        </Link>
      )}
      <div className="flex items-center gap-3">
        {undo && (
          <Link
            to="/tasks/$id"
            params={{ id: String(undo.taskId) }}
            className={clsx("underline underline-offset-2", undo.status === "error" ? "text-bad" : "text-human-text")}
          >
            {words.undone(undo.status, undo.by.name)}
          </Link>
        )}
        {!action.reversible ? (
          <span className="text-xs text-faint">{words.cannot}</span>
        ) : (
          again &&
          mayUndo && (
            <Button aria-label={words.undoNamed(action.what)} onClick={onUndo}>
              <Undo2 size={14} aria-hidden />
              {words.undo}
            </Button>
          )
        )}
      </div>
    </li>
  );
}

/** New entries come with their task; what became of an undo, with the task that undoes. */
function useRereading(task: number | undefined, actions: ExternalAction[]): void {
  const client = useQueryClient();
  const undoing = actions.flatMap(({ undo }) => (undo && undo.status !== "complete" ? [undo.taskId] : [])).join();
  useChanges(
    useCallback(
      (changes: Changes) => {
        const followed = [...undoing.split(",").filter(Boolean).map(Number), ...(task === undefined ? [] : [task])];
        if (task === undefined ? changes.tasks.size > 0 : followed.some((id) => changes.tasks.has(id)))
          renew(client, { queryKey: ["external-actions"] });
      },
      [client, task, undoing],
    ),
  );
}
