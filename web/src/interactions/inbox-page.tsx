import type { Interaction } from "@taskwright/api/interaction.ts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Inbox } from "lucide-react";
import { useMemo, useRef } from "react";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Page } from "../ui/page.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { useKeys } from "../ui/use-keys.ts";
import { useWide } from "../ui/use-wide.ts";
import type { DecideHandle } from "./decide.tsx";
import { inboxQuery, interactionQuery } from "./queries.ts";
import { Due, Request } from "./request.tsx";

/** The list on the left, the chosen request on the right; on a phone one after the other. */
export function InboxPage() {
  const search = useSearch({ from: "/shell/inbox" });
  const navigate = useNavigate({ from: "/inbox" });
  const wide = useWide(900);
  const list = useInfiniteQuery(inboxQuery(search.whose ?? "mine"));
  const requests = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const chosenId = search.request ?? (wide ? requests[0]?.id : undefined);
  const decide = useRef<DecideHandle>(null);

  const choose = (request: number | undefined) =>
    void navigate({ search: (before) => ({ ...before, request }), replace: true });
  const move = (by: number) => {
    const index = requests.findIndex((request) => request.id === chosenId);
    const next = requests[Math.min(requests.length - 1, Math.max(0, index + by))];
    if (next) choose(next.id);
  };
  /** Steps on to the one that came after it, else to the one before. */
  const stepOn = (decided: number) => {
    const index = requests.findIndex((request) => request.id === decided);
    choose((requests[index + 1] ?? requests[index - 1])?.id);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    a: () => decide.current?.approve(),
    r: () => decide.current?.reject(),
  });

  const empty = list.isSuccess && requests.length === 0;
  return (
    <Page
      title={text.inbox.title}
      actions={
        <div role="group" aria-label={text.inbox.whose} className="flex gap-1">
          <Whose whose={undefined} chosen={search.whose === undefined} label={text.inbox.mine} />
          <Whose whose="all" chosen={search.whose === "all"} label={text.inbox.all} />
        </div>
      }
    >
      {list.isPending ? (
        <SkeletonRows />
      ) : list.isError ? (
        <Failed error={list.error} onRetry={() => void list.refetch()} />
      ) : empty && search.request === undefined ? (
        <Empty
          icon={<Inbox size={24} />}
          title={search.whose === "all" ? text.inbox.emptyAllTitle : text.inbox.emptyTitle}
        >
          <p>{text.inbox.empty}</p>
          <Link to="/tasks" className={buttonClass()}>
            {text.errors.home}
          </Link>
        </Empty>
      ) : (
        <div className="flex min-h-0 flex-1">
          {(wide || chosenId === undefined) && (
            <div className="flex min-h-0 shrink-0 flex-col overflow-y-auto border-line max-[899px]:flex-1 min-[900px]:w-80 min-[900px]:border-r">
              <ul aria-label={text.inbox.requests}>
                {requests.map((request) => (
                  <Item key={request.id} request={request} chosen={request.id === chosenId} />
                ))}
              </ul>
              {list.hasNextPage && (
                <button type="button" className={clsx(buttonClass(), "m-3")} onClick={() => void list.fetchNextPage()}>
                  {text.actions.loadMore}
                </button>
              )}
              <p className="mt-auto hidden p-3 text-xs text-faint min-[900px]:block">{text.inbox.keys}</p>
            </div>
          )}
          {chosenId !== undefined && (
            <div className="min-h-0 min-w-0 flex-1 overflow-y-auto p-4 sm:p-6">
              {!wide && (
                <Link to="/inbox" search={{ whose: search.whose }} className={clsx(buttonClass("bare"), "-ml-2 mb-2")}>
                  <ArrowLeft size={14} aria-hidden />
                  {text.inbox.title}
                </Link>
              )}
              <div className="max-w-3xl">
                <Chosen
                  id={chosenId}
                  known={requests.find((request) => request.id === chosenId)}
                  handle={decide}
                  onDecided={() => stepOn(chosenId)}
                />
              </div>
            </div>
          )}
        </div>
      )}
    </Page>
  );
}

function Chosen({
  id,
  known,
  handle,
  onDecided,
}: {
  id: number;
  known?: Interaction;
  handle: React.Ref<DecideHandle>;
  onDecided(): void;
}) {
  const request = useQuery({ ...interactionQuery(id), placeholderData: known });
  if (request.isPending) return <SkeletonRows rows={5} />;
  if (request.isError) return <Failed error={request.error} onRetry={() => void request.refetch()} />;
  return <Request key={id} request={request.data} handle={handle} onDecided={onDecided} withKeys withTask />;
}

function Item({ request, chosen }: { request: Interaction; chosen: boolean }) {
  return (
    <li>
      <Link
        to="/inbox"
        search={(before) => ({ ...before, request: request.id })}
        replace
        aria-current={chosen ? "true" : undefined}
        className={clsx(
          "flex flex-col gap-0.5 border-b border-line px-4 py-2.5 -outline-offset-2",
          chosen ? "bg-raised shadow-[inset_3px_0_0_var(--human)]" : "hover:bg-raised",
        )}
      >
        <span className="line-clamp-2 font-medium">{request.title}</span>
        <span className="flex justify-between gap-2 text-xs text-faint">
          <span className="truncate">
            {request.task.definition} · #{request.task.id}
          </span>
          <span className="shrink-0">
            {request.dueAt ? <Due at={request.dueAt} /> : <Moment at={request.openedAt} narrow />}
          </span>
        </span>
      </Link>
    </li>
  );
}

function Whose({ whose, chosen, label }: { whose?: "all"; chosen: boolean; label: string }) {
  return (
    <Link
      to="/inbox"
      search={{ whose }}
      aria-current={chosen ? "true" : undefined}
      className={clsx(
        "inline-flex min-h-7 items-center rounded-full border px-2.5",
        chosen ? "border-ink bg-ink text-on-ink" : "border-line text-soft hover:bg-raised",
      )}
    >
      {label}
    </Link>
  );
}
