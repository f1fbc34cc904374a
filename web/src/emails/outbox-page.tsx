import type { Email, EmailPage } from "@taskwright/api/email.ts";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Mail } from "lucide-react";
import type { z } from "zod";
import { get } from "../api/http.ts";
import { text } from "../text.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Page } from "../ui/page.tsx";
import { Empty, Failed, Notice, SkeletonRows } from "../ui/states.tsx";
import { useWide } from "../ui/use-wide.ts";

const emailsQuery = infiniteQueryOptions({
  queryKey: ["emails"],
  queryFn: ({ pageParam, signal }) =>
    get<z.infer<typeof EmailPage>>("/emails", { cursor: pageParam, limit: 100 }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});

export function OutboxPage() {
  const { mail } = useSearch({ from: "/shell/outbox" });
  const wide = useWide(900);
  const emails = useInfiniteQuery(emailsQuery);
  const all = emails.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = all.find((email) => email.id === mail) ?? (wide ? all[0] : undefined);
  return (
    <Page title={text.outbox.title}>
      {emails.isPending ? (
        <SkeletonRows />
      ) : emails.isError ? (
        <Failed error={emails.error} onRetry={() => void emails.refetch()} />
      ) : (
        <>
          {!emails.data.pages[0]?.smtpConfigured && (
            <div className="p-4 pb-0">
              <Notice>{text.outbox.held}</Notice>
            </div>
          )}
          {all.length === 0 ? (
            <Empty icon={<Mail size={24} />} title={text.outbox.emptyTitle}>
              <p>{text.outbox.empty}</p>
            </Empty>
          ) : (
            <div className="mt-4 flex min-h-0 flex-1 border-t border-line">
              {(wide || !shown) && (
                <div className="min-h-0 overflow-y-auto border-line max-[899px]:flex-1 min-[900px]:w-96 min-[900px]:border-r">
                  <ul aria-label={text.outbox.list}>
                    {all.map((email) => (
                      <Item key={email.id} email={email} chosen={email.id === shown?.id} />
                    ))}
                  </ul>
                  {emails.hasNextPage && (
                    <Button className="m-3" onClick={() => void emails.fetchNextPage()}>
                      {text.actions.loadMore}
                    </Button>
                  )}
                </div>
              )}
              {shown && <Reader email={shown} back={!wide} />}
            </div>
          )}
        </>
      )}
    </Page>
  );
}

function Item({ email, chosen }: { email: Email; chosen: boolean }) {
  return (
    <li>
      <Link
        to="/outbox"
        search={{ mail: email.id }}
        replace
        aria-current={chosen ? "true" : undefined}
        className={clsx(
          "flex flex-col border-b border-line px-4 py-2 -outline-offset-2",
          chosen ? "bg-raised" : "hover:bg-raised",
        )}
      >
        <span className="flex items-baseline justify-between gap-2">
          <span className="truncate font-medium">{email.subject}</span>
          <Status email={email} />
        </span>
        <span className="flex justify-between gap-2 text-xs text-faint">
          <span className="truncate">{email.to.join(", ")}</span>
          <span className="shrink-0">
            <Moment at={email.createdAt} narrow />
          </span>
        </span>
      </Link>
    </li>
  );
}

function Status({ email }: { email: Email }) {
  const colours = { held: "text-soft", sending: "text-busy", sent: "text-good", failed: "text-bad" };
  return (
    <span className={clsx("shrink-0 text-xs", colours[email.status])} title={text.outbox.statusText[email.status]}>
      {text.outbox.statuses[email.status]}
    </span>
  );
}

function Reader({ email, back }: { email: Email; back: boolean }) {
  return (
    <article aria-label={email.subject} className="min-h-0 min-w-0 flex-1 overflow-y-auto p-6">
      {back && (
        <Link to="/outbox" className={clsx(buttonClass("bare"), "-ml-2 mb-2")}>
          <ArrowLeft size={14} aria-hidden />
          {text.outbox.title}
        </Link>
      )}
      <h2 className="text-xl font-semibold">{email.subject}</h2>
      <p className="mt-1 text-soft">
        <Status email={email} /> · {email.error ?? text.outbox.statusText[email.status]}
      </p>
      <dl className="mt-3 grid grid-cols-[4rem_1fr] gap-y-1 border-b border-line pb-3">
        <dt className="text-faint">{text.outbox.from}</dt>
        <dd>{email.from}</dd>
        <dt className="text-faint">{text.outbox.to}</dt>
        <dd>{email.to.join(", ")}</dd>
        {email.taskId !== null && (
          <>
            <dt className="text-faint">{text.tasks.columns.task}</dt>
            <dd>
              <Link to="/tasks/$id" params={{ id: String(email.taskId) }} className="underline">
                {text.inbox.goToTask(email.taskId)}
              </Link>
            </dd>
          </>
        )}
      </dl>
      {email.text === null && email.html !== null && <p className="mt-3 text-xs text-faint">{text.outbox.htmlOnly}</p>}
      <p
        className={clsx("mt-4 max-w-2xl whitespace-pre-wrap", email.text === null ? "font-mono text-xs" : "text-base")}
      >
        {email.text ?? email.html ?? text.outbox.noText}
      </p>
    </article>
  );
}
