import type { Interaction } from "@taskwright/api/interaction.ts";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Due } from "./due.tsx";
import type { InboxSearch } from "./search.ts";

export function RequestRow({
  search,
  request,
  chosen,
  gone,
}: {
  search: InboxSearch;
  request: Interaction;
  chosen: boolean;
  gone: boolean;
}) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const decided = request.status === "decided" && request.decision;
  return (
    <li ref={row}>
      <Link
        to="/inbox"
        search={{ ...search, request: request.id }}
        replace
        data-request={request.id}
        aria-current={chosen ? "true" : undefined}
        className={clsx(
          "flex flex-col gap-0.5 border-b border-line px-4 py-2.5 -outline-offset-2",
          chosen ? "bg-raised shadow-[inset_3px_0_0_var(--human)]" : "hover:bg-raised",
        )}
      >
        <span dir="auto" className={clsx("line-clamp-2 font-medium", gone && "text-faint line-through")}>
          {request.title}
        </span>
        <span className="flex justify-between gap-2 text-xs text-faint">
          <span className="truncate">
            <bdi>{request.task.definition}</bdi> · #{request.task.id}
          </span>
          <span className="shrink-0">
            {gone ? (
              text.inbox.goneRow
            ) : decided ? (
              text.inbox.decided[decided.outcome](request.decidedBy?.name ?? "?")
            ) : request.dueAt ? (
              <Due at={request.dueAt} />
            ) : (
              <Moment at={request.openedAt} narrow />
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}
