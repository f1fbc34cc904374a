import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { inboxCountQuery } from "../interactions/queries.ts";
import { Due } from "../interactions/due.tsx";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel, PANEL_ALL, PANEL_LINK, PANEL_ROW, PanelState } from "./panel.tsx";
import { SHOWN } from "./queries.ts";
import { useSteady } from "./steady.ts";

/** What waits for the reader, longest first. */
export function Waiting() {
  const open = useQuery(inboxCountQuery);
  const all = open.data?.items ?? [];
  const { rows, hold } = useSteady(all.slice(0, SHOWN));
  return (
    <Panel
      title={text.home.waiting}
      all={
        <Link to="/inbox" className={PANEL_ALL}>
          {all.length > SHOWN ? text.home.more(all.length - SHOWN) : text.home.waitingAll}
        </Link>
      }
      {...hold}
    >
      {rows.length === 0 ? (
        <PanelState query={open} empty={text.home.waitingEmpty} />
      ) : (
        <ul>
          {rows.map((request) => (
            <li key={request.id} className={clsx(PANEL_ROW, "shadow-[inset_3px_0_0_var(--human)]")}>
              <Link to="/inbox" search={{ request: request.id }} title={request.title} className={PANEL_LINK}>
                {request.title}
              </Link>
              <span className="flex justify-between gap-2 text-xs text-faint">
                <span className="truncate">
                  {request.task.definition} · #{request.task.id}
                </span>
                <span className="shrink-0">
                  {request.dueAt ? <Due at={request.dueAt} /> : <Moment at={request.openedAt} />}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
