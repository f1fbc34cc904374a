import type { Event } from "@taskwright/api/event.ts";
import type { Step } from "@taskwright/api/step.ts";
import { useQuery } from "@tanstack/react-query";
import { text } from "../text.ts";
import { Failed, Skeleton } from "../ui/states.tsx";
import { LogEntry } from "./log-entry.tsx";
import { taskEventsQuery } from "./queries.ts";

/** What the ledger says of one step. */
export function StepLog({ task, step }: { task: number; step: Step }) {
  const events = useQuery(taskEventsQuery(task));
  if (events.isPending) return <Skeleton className="mt-2 h-12" />;
  if (events.isError) return <Failed error={events.error} onRetry={() => void events.refetch()} />;
  const own = events.data.flatMap((page) => page.items).filter((event) => isOf(event, step));
  if (own.length === 0) return <p className="mt-1 text-faint">{text.log.empty}</p>;
  return (
    <ol className="-mx-4 mt-1">
      {own.map((event) => (
        <li key={event.id}>
          <LogEntry event={event} narrow />
        </li>
      ))}
    </ol>
  );
}

function isOf({ data }: Event, step: Step): boolean {
  return (data.path ?? data.stepPath) === step.path;
}
