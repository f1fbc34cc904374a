import { number } from "../../format/number.ts";
import { clsx } from "../clsx.ts";
import type { Bar, Series } from "./bars.tsx";
import { FILLS } from "./tone.ts";

/** What the colours mean, and how many of each there are in sight. */
export function Legend({ series, bars }: { series: Series[]; bars: Bar[] }) {
  return (
    <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {series.map(({ id, name, tone }) => (
        <span key={id} className="inline-flex items-center gap-1.5 text-soft">
          <span aria-hidden className={clsx("size-2 rounded-xs", FILLS[tone])} />
          {name}
          <span className="font-medium text-ink">
            {number(bars.reduce((total, bar) => total + (bar.values[id] ?? 0), 0))}
          </span>
        </span>
      ))}
    </figcaption>
  );
}
