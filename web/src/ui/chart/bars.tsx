import type { ReactNode } from "react";
import { number } from "../../format/number.ts";
import { clsx } from "../clsx.ts";
import { Tooltip } from "../tooltip.tsx";
import { Legend } from "./legend.tsx";
import { roundMax } from "./scale.ts";
import { type ChartTone, FILLS } from "./tone.ts";

export interface Series {
  id: string;
  name: string;
  tone: ChartTone;
}

export interface Bar {
  id: string;
  /** of its place on the axis: "14:00"; drawn under every few bars */
  name: string;
  values: Record<string, number>;
}

/** Stacked bars of one scale, drawn with boxes alone; each can be reached by keyboard and says its figures. */
export function Bars({
  label,
  series,
  bars,
  nameEvery = 1,
  onOpen,
}: {
  label: string;
  series: Series[];
  bars: Bar[];
  nameEvery?: number;
  onOpen?(bar: Bar): void;
}) {
  const max = roundMax(bars.map((bar) => sum(series, bar)));
  return (
    <figure aria-label={label} className="flex min-w-0 flex-col gap-2">
      <Legend series={series} bars={bars} />
      <div className="flex gap-2">
        <div aria-hidden className="flex h-28 flex-col justify-between text-right text-xs leading-none text-faint">
          <span>{number(max)}</span>
          <span>0</span>
        </div>
        <div className="min-w-0 flex-1">
          <div className="flex h-28 items-stretch border-t border-b border-t-line border-b-control">
            {bars.map((bar) => (
              <Tooltip key={bar.id} side="top" content={<Figures bar={bar} series={series} />}>
                <button
                  type="button"
                  aria-label={`${bar.name}: ${series.map(({ id, name }) => `${name} ${number(bar.values[id] ?? 0)}`).join(", ")}`}
                  onClick={() => onOpen?.(bar)}
                  className={clsx(
                    "flex min-w-0 flex-1 flex-col justify-end px-px hover:bg-raised",
                    !onOpen && "cursor-default!",
                  )}
                >
                  {series.map(({ id, tone }) => {
                    const value = bar.values[id] ?? 0;
                    if (value === 0) return null;
                    return (
                      <span
                        key={id}
                        className={clsx("min-h-0.5 w-full border-t border-surface first:rounded-t-sm", FILLS[tone])}
                        style={{ height: `${(value / max) * 100}%` }}
                      />
                    );
                  })}
                </button>
              </Tooltip>
            ))}
          </div>
          <div aria-hidden className="mt-1 flex text-xs text-faint">
            {bars.map((bar, index) => (
              <span key={bar.id} className="min-w-0 flex-1 overflow-visible whitespace-nowrap">
                {index % nameEvery === 0 && bar.name}
              </span>
            ))}
          </div>
        </div>
      </div>
    </figure>
  );
}

function Figures({ bar, series }: { bar: Bar; series: Series[] }): ReactNode {
  return (
    <span className="flex flex-col">
      <span className="font-medium">{bar.name}</span>
      {series
        .filter(({ id }) => (bar.values[id] ?? 0) > 0)
        .map(({ id, name }) => (
          <span key={id} className="flex justify-between gap-4">
            <span>{name}</span>
            <span>{number(bar.values[id]!)}</span>
          </span>
        ))}
    </span>
  );
}

function sum(series: Series[], bar: Bar): number {
  return series.reduce((total, { id }) => total + (bar.values[id] ?? 0), 0);
}
