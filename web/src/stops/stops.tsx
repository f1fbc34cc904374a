import type { Stop } from "@taskwright/api/stop.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { OctagonX } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { liftStop, pastStopsQuery, stopsQuery } from "./queries.ts";
import { StopDialog } from "./stop-dialog.tsx";

/** What is stopped, by whom and why; and what was. */
export function Stops() {
  const stops = useQuery(stopsQuery);
  const past = useQuery(pastStopsQuery);
  const mayWrite = useMay("stop.write");
  const [stopping, setStopping] = useState(false);
  if (stops.isPending) return <SkeletonRows />;
  if (stops.isError) return <Failed error={stops.error} onRetry={() => void stops.refetch()} />;
  const words = text.stops;
  return (
    <div className="flex max-w-4xl flex-col gap-4 p-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-2xl text-soft">{words.about}</p>
        {mayWrite && (
          <Button look="danger" onClick={() => setStopping(true)}>
            <OctagonX size={14} aria-hidden />
            {words.stop}
          </Button>
        )}
      </div>
      {stops.data.length === 0 ? (
        <p className="rounded-lg border border-line px-4 py-3 text-good">{words.noneTitle}</p>
      ) : (
        <List title={words.inForce} stops={stops.data}>
          {(stop) => mayWrite && <Lift stop={stop} />}
        </List>
      )}
      {(past.data?.length ?? 0) > 0 && (
        <List title={words.past} stops={past.data!}>
          {(stop) =>
            stop.liftedBy &&
            stop.liftedAt && (
              <p className="text-xs text-faint">
                {words.liftedBy(stop.liftedBy.name)}, <Moment at={stop.liftedAt} />
              </p>
            )
          }
        </List>
      )}
      {stopping && <StopDialog onClose={() => setStopping(false)} />}
    </div>
  );
}

function List(props: { title: string; stops: Stop[]; children(stop: Stop): ReactNode }) {
  return (
    <section aria-label={props.title} className="flex flex-col gap-1">
      <h2 className="font-medium">{props.title}</h2>
      <ul className="overflow-hidden rounded-lg border border-line">
        {props.stops.map((stop) => (
          <li
            key={stop.id}
            className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-2.5 last:border-0"
          >
            <div className="min-w-48 flex-1">
              <p className="font-medium">{text.stops.named(stop.kind, stop.target)}</p>
              <p dir="auto">{stop.reason}</p>
              <p className="text-xs text-faint">
                {text.stops.by(stop.createdBy.name)}, <Moment at={stop.createdAt} />
                {stop.held > 0 && `, ${text.stops.held(stop.held)}`}
              </p>
            </div>
            {props.children(stop)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Lift({ stop }: { stop: Stop }) {
  const client = useQueryClient();
  const lift = useMutation({
    mutationFn: () => liftStop(stop.id),
    onSuccess: () => toast(text.stops.lifted(stop.kind, stop.target)),
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: ["stops"] }),
  });
  return (
    <Button
      busy={lift.isPending}
      aria-label={text.stops.liftNamed(stop.kind, stop.target)}
      onClick={() => lift.mutate()}
    >
      {text.stops.lift}
    </Button>
  );
}
