import type { TaskOutcomes } from "@taskwright/api/task.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { number } from "../format/number.ts";
import { inboxCountQuery } from "../interactions/queries.ts";
import { taskCountsQuery } from "../tasks/queries.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { outcomesQuery } from "./queries.ts";

/** Four numbers, each a way to what it counts. */
export function Figures() {
  const open = useQuery(inboxCountQuery).data;
  const counts = useQuery(taskCountsQuery()).data;
  const outcomes = useQuery(outcomesQuery).data;
  const failed = outcomes && failedOf(outcomes);
  return (
    <ul aria-label={text.home.figures} className="grid grid-cols-4 gap-3 max-lg:grid-cols-2">
      <Figure label={text.home.waiting} value={open?.items.length} more={open?.nextCursor != null} tone="human">
        {(words) => (
          <Link to="/inbox" className={LINK}>
            {words}
          </Link>
        )}
      </Figure>
      <Figure label={text.home.running} value={counts?.running}>
        {(words) => (
          <Link to="/tasks" search={{ status: "running" }} className={LINK}>
            {words}
          </Link>
        )}
      </Figure>
      <Figure label={text.home.queued} value={counts?.queued}>
        {(words) => (
          <Link to="/tasks" search={{ status: "queued" }} className={LINK}>
            {words}
          </Link>
        )}
      </Figure>
      <Figure label={text.home.failed} value={failed} tone="bad">
        {(words) => (
          <Link to="/tasks" search={{ status: "error" }} className={LINK}>
            {words}
          </Link>
        )}
      </Figure>
    </ul>
  );
}

export function failedOf({ hours }: TaskOutcomes): number {
  return hours.reduce((sum, hour) => sum + hour.error, 0);
}

const LINK =
  "text-xs after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-2 focus-visible:after:outline-focus";

function Figure(props: {
  label: string;
  value: number | undefined;
  more?: boolean;
  tone?: "human" | "bad";
  /** the way there, around the words */
  children(words: ReactNode): ReactNode;
}) {
  const some = (props.value ?? 0) > 0;
  const human = props.tone === "human" && some;
  return (
    <li
      className={clsx(
        "relative flex flex-col gap-0.5 rounded-lg border px-4 py-3 hover:border-control",
        human ? "border-human-line bg-human-wash text-human-text" : "border-line text-soft",
      )}
    >
      {props.children(
        <>
          {props.label}
          <span
            className={clsx(
              "block text-2xl font-semibold",
              human ? "" : props.tone === "bad" && some ? "text-bad" : some ? "text-ink" : "text-faint",
            )}
          >
            {props.value === undefined ? "–" : number(props.value)}
            {props.more && "+"}
          </span>
        </>,
      )}
    </li>
  );
}
