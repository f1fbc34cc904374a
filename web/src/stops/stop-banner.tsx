import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { OctagonX } from "lucide-react";
import { useMay } from "../access/session.ts";
import { useNounChanges } from "../live/use-noun-changes.ts";
import { text } from "../text.ts";
import { stopsQuery } from "./queries.ts";

/** On every page, as long as anything is stopped: who wonders why nothing moves need not look for it. */
export function StopBanner() {
  const mayRead = useMay("stop.read");
  const stops = useQuery({ ...stopsQuery, enabled: mayRead }).data ?? [];
  useNounChanges("stop", ["stops"]);
  // the widest first: what stops everything explains everything
  const first = stops.find(({ kind }) => kind === "workspace") ?? stops[0];
  return (
    <div role="status" className="contents">
      {first && (
        <p className="flex items-start justify-center gap-3 border-b border-bad-line bg-bad-wash px-4 py-1.5 text-bad">
          <OctagonX size={14} aria-hidden className="mt-1 shrink-0" />
          <span className="flex min-w-0 flex-wrap gap-x-3">
            <span dir="auto" className="line-clamp-2 min-w-0">
              {text.stops.banner(first.kind, first.target, first.createdBy.name, first.reason)}{" "}
              {stops.length > 1 && text.stops.bannerMore(stops.length - 1)}
            </span>
            <Link to="/settings" search={{ tab: "stops" }} className="shrink-0 underline underline-offset-2">
              {text.stops.look}
            </Link>
          </span>
        </p>
      )}
    </div>
  );
}
