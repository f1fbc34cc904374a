import type { Interaction } from "@taskwright/api/interaction.ts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { hold, type Held } from "./hold.ts";
import { inboxQuery } from "./queries.ts";
import type { InboxSearch } from "./search.ts";

export interface Requests {
  list: ReturnType<typeof useInbox>;
  rows: Held["rows"];
  /** how many came since, and are not among the rows */
  fresh: number;
  showFresh(): void;
  more(): void;
  /** one that was decided here leaves at once */
  drop(id: number): void;
}

/** The list under the cursor stays as it is: what was decided elsewhere is marked, what is new waits to be shown. */
export function useRequests(search: InboxSearch): Requests {
  const list = useInbox(search);
  const live = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const [base, setBase] = useState<readonly Interaction[]>();
  const [dropped, setDropped] = useState<ReadonlySet<number>>(new Set());
  const held = useMemo(() => hold(base ?? [], live ?? [], dropped), [base, live, dropped]);
  const nothingHeld = live !== undefined && (base === undefined || held.rows.every(({ gone }) => gone));
  useEffect(() => {
    if (nothingHeld) setBase(live);
  }, [nothingHeld, live]);
  return {
    list,
    rows: held.rows,
    fresh: nothingHeld ? 0 : held.fresh,
    showFresh: () => setBase(live),
    more: () => void list.fetchNextPage().then(({ data }) => setBase(data?.pages.flatMap((page) => page.items))),
    drop: (id) => setDropped((before) => new Set(before).add(id)),
  };
}

function useInbox(search: InboxSearch) {
  return useInfiniteQuery(inboxQuery(search));
}
