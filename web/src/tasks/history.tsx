import type { Event } from "@taskwright/api/event.ts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { text } from "../text.ts";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { LogList } from "./log-list.tsx";
import { taskEventsQuery } from "./queries.ts";

/** Who changed what: whatever a person or a program did to this task from outside, newest last. */
export function History({ task }: { task: number }) {
  const events = useQuery(taskEventsQuery(task));
  const own = useMemo(() => events.data?.flatMap((page) => page.items).filter(isByHand) ?? [], [events.data]);
  if (events.isPending) return <SkeletonRows />;
  if (events.isError) return <Failed error={events.error} onRetry={() => void events.refetch()} />;
  return (
    <div className="flex h-full min-h-80 flex-col pt-2">
      <LogList events={own} label={text.task.history} />
    </div>
  );
}

function isByHand({ actor, kind }: Event): boolean {
  return kind === "task.created" || actor.type === "user" || actor.type === "key";
}
