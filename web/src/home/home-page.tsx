import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { useSession } from "../access/session.ts";
import { serverNow } from "../format/clock.ts";
import { useChanges } from "../live/live.tsx";
import { renew } from "../live/renew.ts";
import { text } from "../text.ts";
import { Page } from "../ui/page.tsx";
import { Day } from "./day.tsx";
import { Figures } from "./figures.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { failedQuery, HOME, runningQuery } from "./queries.ts";
import { TaskPanel } from "./task-panel.tsx";
import { Waiting } from "./waiting.tsx";

const DAY_MS = 86_400_000;

/** What waits for me, what runs now, what went wrong lately; on the first days, how it all works. */
export function HomePage() {
  const name = useSession()?.actor.name ?? "";
  useFreshHome();
  return (
    <Page
      title={text.home.title}
      heading={<h1 className="min-w-0 truncate text-lg font-semibold">{text.home.hello(name)}</h1>}
      padded
    >
      <div className="flex w-full max-w-6xl flex-col gap-4">
        <FirstSteps />
        <Figures />
        <div className="grid gap-4 lg:grid-cols-2">
          <Waiting />
          <Day />
          <TaskPanel
            title={text.home.running}
            empty={text.home.runningEmpty}
            all={text.home.runningAll}
            status="running"
            query={useQuery(runningQuery)}
          />
          <TaskPanel
            title={text.home.failed}
            empty={text.home.failedEmpty}
            all={text.home.failedAll}
            status="error"
            query={useQuery(failedQuery)}
            only={({ endedAt }) => endedAt !== null && Date.parse(endedAt) > serverNow() - DAY_MS}
          />
        </div>
      </div>
    </Page>
  );
}

/** However many events come, everything here is read anew at most this often. */
const EVERY_MS = 2_000;

function useFreshHome(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useChanges(
    useCallback(() => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        renew(client, { queryKey: HOME });
        renew(client, { queryKey: ["tasks", "counts"] });
      }, EVERY_MS);
    }, [client]),
  );
}
