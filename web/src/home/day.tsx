import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { clockTime } from "../format/time.ts";
import { text } from "../text.ts";
import { Bars } from "../ui/chart/bars.tsx";
import { Panel, PanelState } from "./panel.tsx";
import { outcomesQuery } from "./queries.ts";

/** How the last day's tasks ended, hour by hour; a bar with errors leads to them. */
export function Day() {
  const outcomes = useQuery(outcomesQuery);
  const navigate = useNavigate();
  const hours = outcomes.data?.hours ?? [];
  const any = hours.some((hour) => hour.complete + hour.error + hour.cancelled > 0);
  return (
    <Panel title={text.home.day}>
      {any ? (
        <div className="p-4">
          <Bars
            label={text.home.dayChart}
            series={[
              { id: "error", name: text.tasks.statuses.error, tone: "bad" },
              { id: "cancelled", name: text.tasks.statuses.cancelled, tone: "still" },
              { id: "complete", name: text.tasks.statuses.complete, tone: "good" },
            ]}
            bars={hours.map(({ from, complete, error, cancelled }) => ({
              id: from,
              name: clockTime(from, Date.parse(from)),
              values: { complete, error, cancelled },
            }))}
            nameEvery={6}
            onOpen={(bar) =>
              void navigate({ to: "/tasks", search: { status: bar.values.error! > 0 ? "error" : "complete" } })
            }
          />
        </div>
      ) : (
        <PanelState query={outcomes} empty={text.home.dayEmpty} />
      )}
    </Panel>
  );
}
