import { duration } from "../format/duration.ts";
import { Bars } from "../ui/chart/bars.tsx";
import { Lines, Sparkline } from "../ui/chart/lines.tsx";
import { Sample } from "./sample.tsx";

const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);
const wave = (hour: number, height: number) => Math.round(height * (1 + Math.sin(hour / 3)));

export function Charts() {
  return (
    <>
      <Sample name="Bars">
        <div className="min-w-0 flex-1">
          <Bars
            label="Tasks by the hour"
            series={[
              { id: "error", name: "Error", tone: "bad" },
              { id: "person", name: "Waited for people", tone: "human" },
              { id: "complete", name: "Complete", tone: "good" },
            ]}
            bars={HOURS.map((name, hour) => ({
              id: name,
              name,
              values: { complete: wave(hour, 30), person: wave(hour + 4, 6), error: hour % 7 === 0 ? 4 : 0 },
            }))}
            nameEvery={6}
          />
        </div>
      </Sample>
      <Sample name="Lines">
        <div className="min-w-0 flex-1">
          <Lines
            label="Duration"
            names={HOURS}
            format={duration}
            lines={[
              { id: "p50", name: "half of them", tone: "busy", values: HOURS.map((_, hour) => wave(hour, 2_000)) },
              {
                id: "p95",
                name: "95 of 100",
                tone: "still",
                values: HOURS.map((_, hour) => (hour === 9 ? null : wave(hour, 4_000))),
              },
            ]}
          />
        </div>
      </Sample>
      <Sample name="Sparkline">
        <Sparkline values={[3, 4, 2, 6, 8, 5, 9]} label="rising" />
        <Sparkline values={[9, 7, 8, 3, 2, 1, 1]} tone="bad" label="falling" />
      </Sample>
    </>
  );
}
