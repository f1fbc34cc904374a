import type { Interaction } from "@taskwright/api/interaction.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowDown, ArrowLeft, Inbox } from "lucide-react";
import { useEffect, useRef } from "react";
import { text } from "../text.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { dropOldDrafts } from "../ui/form/kept-draft.ts";
import { Page } from "../ui/page.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { usePageKeys } from "../ui/use-keys.ts";
import { useWide } from "../ui/use-wide.ts";
import type { DecideHandle } from "./decide.tsx";
import { Groups } from "./groups.tsx";
import { interactionQuery } from "./queries.ts";
import { Request } from "./request.tsx";
import { RequestRow } from "./request-row.tsx";
import type { InboxSearch } from "./search.ts";
import { useRequests } from "./use-requests.ts";

/** Groups, requests, the request; on a phone one after the other. */
export function InboxPage() {
  const search = useSearch({ from: "/shell/inbox" });
  const wide = useWide(900);
  const { request: _, ...group } = search;
  useEffect(() => dropOldDrafts(), []);
  const groups = (wide || search.request === undefined) && <Groups search={search} wide={wide} />;
  return (
    <Page title={text.inbox.title}>
      <div className={clsx("flex min-h-0 flex-1", !wide && "flex-col")}>
        {groups}
        {/* another group is another list, taken up anew */}
        <RequestsOf key={JSON.stringify(group)} search={search} wide={wide} />
      </div>
    </Page>
  );
}

function RequestsOf({ search, wide }: { search: InboxSearch; wide: boolean }) {
  const navigate = useNavigate({ from: "/inbox" });
  const requests = useRequests(search);
  const { list, rows } = requests;
  const open = rows.filter(({ gone }) => !gone);
  const chosenId = search.request ?? (wide ? open[0]?.request.id : undefined);
  const decide = useRef<DecideHandle>(null);
  const chosenTask = rows.find(({ request }) => request.id === chosenId)?.request.task.id;

  const choose = (request: number | undefined) =>
    void navigate({ search: (before) => ({ ...before, request }), replace: true });
  // what one reads stays, whatever comes or goes above it
  useEffect(() => {
    if (wide && search.request === undefined && chosenId !== undefined)
      void navigate({ search: (before) => ({ ...before, request: chosenId }), replace: true });
  }, [wide, search.request, chosenId, navigate]);
  const move = (by: number) => {
    const index = rows.findIndex(({ request }) => request.id === chosenId);
    const next = rows[Math.min(rows.length - 1, Math.max(0, index + by))];
    if (next) choose(next.request.id);
  };
  /** To the one that comes after it and is still open, else to the one before. */
  const stepOn = (from: number) => {
    const index = rows.findIndex(({ request }) => request.id === from);
    const after = rows.slice(index + 1).find(({ gone }) => !gone);
    const before = rows.slice(0, Math.max(0, index)).findLast(({ gone }) => !gone);
    requests.drop(from);
    choose((after ?? before)?.request.id);
  };
  const { keys } = text.inbox;
  usePageKeys([
    { keys: ["j", "ArrowDown"], label: keys.next, run: () => move(1) },
    { keys: ["k", "ArrowUp"], label: keys.previous, run: () => move(-1) },
    { keys: "Enter", label: keys.focus, run: () => decide.current?.focus() },
    { keys: "a", label: keys.approve, run: () => decide.current?.approve() },
    { keys: "r", label: keys.reject, run: () => decide.current?.reject() },
    { keys: "c", label: keys.comment, run: () => decide.current?.comment() },
    {
      keys: "e",
      label: keys.task,
      run: () => void navigate({ to: "/tasks/$id", params: { id: String(chosenTask) } }),
      off: chosenTask === undefined,
    },
    { keys: "n", label: keys.fresh, run: requests.showFresh, off: requests.fresh === 0 },
  ]);

  if (list.isPending)
    return (
      <div className="flex-1">
        <SkeletonRows />
      </div>
    );
  if (list.isError)
    return (
      <div className="flex-1">
        <Failed error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  if (rows.length === 0 && search.request === undefined) return <Nothing search={search} />;
  return (
    <>
      {(wide || chosenId === undefined) && (
        <div className="flex min-h-0 shrink-0 flex-col border-line max-[899px]:flex-1 min-[900px]:w-80 min-[900px]:border-r">
          <div className="min-h-0 flex-1 overflow-y-auto">
            <ul aria-label={text.inbox.requests}>
              {rows.map(({ request, gone }) => (
                <RequestRow
                  key={request.id}
                  search={search}
                  request={request}
                  gone={gone}
                  chosen={request.id === chosenId}
                />
              ))}
            </ul>
            {list.hasNextPage && (
              <Button className="m-3" onClick={requests.more}>
                {text.actions.loadMore}
              </Button>
            )}
          </div>
          <div role="status" className={clsx(requests.fresh > 0 && "flex justify-center border-t border-line p-2")}>
            {requests.fresh > 0 && (
              <Button look="plain" className="h-7 min-h-7 rounded-full" onClick={requests.showFresh}>
                <ArrowDown size={14} />
                {text.inbox.fresh(requests.fresh)}
              </Button>
            )}
          </div>
        </div>
      )}
      {chosenId !== undefined && (
        <div className="min-h-0 min-w-0 flex-1 overflow-y-auto p-4 pb-0 sm:p-6 sm:pb-2">
          {!wide && (
            <Link
              to="/inbox"
              search={{ ...search, request: undefined }}
              className={clsx(buttonClass("bare"), "-ml-2 mb-2")}
            >
              <ArrowLeft size={14} aria-hidden />
              {text.inbox.title}
            </Link>
          )}
          <div className="max-w-3xl">
            <Chosen
              id={chosenId}
              known={rows.find(({ request }) => request.id === chosenId)?.request}
              handle={decide}
              onDecided={() => stepOn(chosenId)}
              onNext={open.some(({ request }) => request.id !== chosenId) ? () => stepOn(chosenId) : undefined}
            />
          </div>
        </div>
      )}
    </>
  );
}

function Chosen(props: {
  id: number;
  known?: Interaction;
  handle: React.Ref<DecideHandle>;
  onDecided(): void;
  onNext?: () => void;
}) {
  const { id } = props;
  const request = useQuery({ ...interactionQuery(id), placeholderData: props.known });
  if (request.isPending) return <SkeletonRows rows={5} />;
  if (request.isError) return <Failed error={request.error} onRetry={() => void request.refetch()} />;
  return (
    <Request
      key={id}
      request={request.data}
      handle={props.handle}
      onDecided={props.onDecided}
      onNext={props.onNext}
      withKeys
      withTask
    />
  );
}

function Nothing({ search }: { search: InboxSearch }) {
  const { inbox } = text;
  const title =
    search.status === "decided" ? inbox.emptyDecided : search.whose === "all" ? inbox.emptyAllTitle : inbox.emptyTitle;
  return (
    <div className="flex-1">
      <Empty icon={<Inbox size={24} />} title={title}>
        <p>{inbox.empty}</p>
        <Link to="/tasks" className={buttonClass()}>
          {text.errors.home}
        </Link>
      </Empty>
    </div>
  );
}
