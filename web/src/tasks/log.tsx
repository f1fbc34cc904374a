import { useQuery } from "@tanstack/react-query";
import { ArrowDownToLine, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { LOG_COLOURS, wordsOf } from "./log-entry.tsx";
import { LOG_KINDS, logKind, type LogKind } from "./log-kind.ts";
import { LogList } from "./log-list.tsx";
import { taskEventsQuery } from "./queries.ts";

/** Everything that happened, oldest first, by kind and by words. */
export function Log({ task, live }: { task: number; live: boolean }) {
  const events = useQuery(taskEventsQuery(task));
  const [hidden, setHidden] = useState<ReadonlySet<LogKind>>(new Set());
  const [words, setWords] = useState("");
  const [follow, setFollow] = useState(live);
  const all = useMemo(() => events.data?.flatMap((page) => page.items) ?? [], [events.data]);
  const shown = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    return all.filter(
      (event) => !hidden.has(logKind(event)) && (wanted === "" || wordsOf(event).toLowerCase().includes(wanted)),
    );
  }, [all, hidden, words]);

  if (events.isPending) return <SkeletonRows />;
  if (events.isError) return <Failed error={events.error} onRetry={() => void events.refetch()} />;
  const toggle = (kind: LogKind) => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };
  return (
    <div className="flex h-full min-h-80 flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <div role="group" aria-label={text.log.filter} className="flex flex-wrap gap-1">
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
              <span aria-hidden className={clsx("size-2 rounded-full bg-current", LOG_COLOURS[kind])} />
              {text.log.kinds[kind]}
            </button>
          ))}
        </div>
        <div className="relative min-w-40 flex-1 sm:max-w-72">
          <Search size={14} aria-hidden className="absolute top-2.25 left-2 text-faint" />
          <input
            type="search"
            aria-label={text.log.search}
            placeholder={text.log.search}
            value={words}
            onChange={(event) => setWords(event.target.value)}
            className="control pl-7!"
          />
        </div>
        <span role="status" className="text-xs text-faint">
          {text.log.count(shown.length)}
        </span>
        <Button
          aria-pressed={follow}
          look={follow ? "plain" : "quiet"}
          onClick={() => setFollow(!follow)}
          className="ml-auto"
        >
          <ArrowDownToLine size={14} />
          {text.log.follow}
        </Button>
      </div>
      <LogList events={shown} label={text.log.label} follow={follow} onFollow={setFollow} />
    </div>
  );
}
