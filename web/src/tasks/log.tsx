import type { Event } from "@taskwright/api/event.ts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { exactTime } from "../format/time.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { LOG_KINDS, logKind, type LogKind } from "./log-kind.ts";
import { taskEventsQuery } from "./queries.ts";

const COLOURS: Record<LogKind, string> = {
  agent: "text-soft",
  app: "text-busy",
  decision: "text-human-text",
  error: "text-bad",
  life: "text-faint",
};

/** Words in colour only where a person acted or something went wrong. */
const LOUD: LogKind[] = ["decision", "error"];

/** Everything that happened, oldest first, by kind. */
export function Log({ task }: { task: number }) {
  const events = useInfiniteQuery(taskEventsQuery(task));
  const [hidden, setHidden] = useState<ReadonlySet<LogKind>>(new Set());
  const { hasNextPage, isFetching, fetchNextPage } = events;
  const all = events.data?.pages.flatMap((page) => page.items) ?? [];
  // the first thousand come by themselves, the rest when asked for
  useEffect(() => {
    if (hasNextPage && !isFetching && all.length < 1_000) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage, all.length]);

  if (events.isPending) return <SkeletonRows />;
  if (events.isError) return <Failed error={events.error} onRetry={() => void events.refetch()} />;
  const shown = all.filter((event) => !hidden.has(logKind(event)));
  const toggle = (kind: LogKind) => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };
  return (
    <div className="flex flex-col">
      <div role="group" aria-label={text.log.filter} className="flex flex-wrap gap-1 px-4 py-2">
        {LOG_KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={!hidden.has(kind)}
            onClick={() => toggle(kind)}
            className={clsx(
              "inline-flex min-h-7 items-center gap-1.5 rounded-full border px-2.5",
              hidden.has(kind) ? "border-line text-faint line-through" : "border-control text-ink",
            )}
          >
            <span aria-hidden className={clsx("size-2 rounded-full bg-current", COLOURS[kind])} />
            {text.log.kinds[kind]}
          </button>
        ))}
      </div>
      {shown.length === 0 ? (
        <p className="px-4 py-6 text-soft">{all.length === 0 ? text.log.empty : text.log.emptyFiltered}</p>
      ) : (
        <ol className="pb-4">
          {shown.map((event) => (
            <Entry key={event.id} event={event} />
          ))}
        </ol>
      )}
      {hasNextPage && all.length >= 1_000 && (
        <Button className="mx-4 mb-4 self-start" busy={isFetching} onClick={() => void fetchNextPage()}>
          {text.actions.loadMore}
        </Button>
      )}
    </div>
  );
}

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

function Entry({ event }: { event: Event }) {
  const kind = logKind(event);
  const what = text.log.entries[event.kind] ?? event.kind;
  return (
    <li className="grid grid-cols-[6.5rem_minmax(9rem,14rem)_1fr_auto] items-baseline gap-x-4 px-4 py-1 hover:bg-raised max-sm:grid-cols-[6.5rem_1fr] max-sm:gap-y-0">
      <time dateTime={event.at} title={exactTime(event.at)} className="font-mono text-xs text-faint">
        {CLOCK.format(new Date(event.at))}
      </time>
      <span
        className={clsx(
          "flex items-center gap-1.5",
          LOUD.includes(kind) && COLOURS[kind],
          kind === "decision" && "font-medium",
        )}
      >
        <span aria-hidden className={clsx("size-1.5 shrink-0 rounded-full bg-current", COLOURS[kind])} />
        {what}
      </span>
      <span className="min-w-0 max-sm:col-start-2">{detailOf(event)}</span>
      <span className="text-xs text-faint max-sm:hidden">{event.actor.name}</span>
    </li>
  );
}

/** The part of an event that tells it from its like: the step, the question, the error, the outcome. */
function detailOf({ data }: Event): string {
  const decision = data.decision as { outcome?: unknown; comment?: unknown } | null | undefined;
  const error = data.error as { message?: unknown } | null | undefined;
  const reason = data.reason as { text?: unknown } | string | null | undefined;
  const parts = [
    data.title ?? data.path ?? data.stepPath,
    data.tool,
    data.outcome ?? decision?.outcome,
    data.comment ?? decision?.comment,
    error?.message,
    typeof reason === "string" ? reason : error?.message ? undefined : reason?.text,
    data.name ?? data.subject,
  ];
  return parts.filter((part) => typeof part === "string" && part !== "").join(" · ");
}
