import { clsx } from "../clsx.ts";
import { roundMax } from "./scale.ts";
import { type ChartTone, FILLS, STROKES } from "./tone.ts";

export interface Line {
  id: string;
  name: string;
  tone: ChartTone;
  /** null where nothing was measured: the line breaks there */
  values: (number | null)[];
}

/** Lines over one scale. What they show is also there as a table, for those who cannot see them. */
export function Lines({
  label,
  lines,
  names,
  format,
}: {
  label: string;
  lines: Line[];
  /** of the places on the axis, as many as there are values */
  names: string[];
  format(value: number): string;
}) {
  const max = roundMax(lines.flatMap((line) => line.values.filter((value) => value !== null)));
  return (
    <figure aria-label={label} className="flex min-w-0 flex-col gap-2">
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
        {lines.map((line) => (
          <span key={line.id} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={clsx("h-0.5 w-3", FILLS[line.tone])} />
            {line.name}
          </span>
        ))}
      </figcaption>
      <div className="flex gap-2" aria-hidden>
        <div className="flex h-28 flex-col justify-between text-right text-xs leading-none text-faint">
          <span>{format(max)}</span>
          <span>{format(0)}</span>
        </div>
        <div className="min-w-0 flex-1">
          <svg
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            className="h-28 w-full overflow-visible border-t border-b border-t-line border-b-control"
          >
            {lines.map((line) => (
              <path
                key={line.id}
                d={pathOf(line.values, max)}
                className={clsx("fill-none stroke-2 [vector-effect:non-scaling-stroke]", STROKES[line.tone])}
                strokeLinejoin="round"
                strokeLinecap="round"
              />
            ))}
          </svg>
          <div className="mt-1 flex justify-between text-xs text-faint">
            <span>{names[0]}</span>
            <span>{names.at(-1)}</span>
          </div>
        </div>
      </div>
      <table className="sr-only">
        <thead>
          <tr>
            <th scope="col">{label}</th>
            {lines.map((line) => (
              <th key={line.id} scope="col">
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, index) => (
            <tr key={index}>
              <th scope="row">{name}</th>
              {lines.map((line) => (
                <td key={line.id}>{line.values[index] === null ? "–" : format(line.values[index]!)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

/** A line in a row of text; what it means stands beside it. */
export function Sparkline({ values, tone = "still", label }: { values: number[]; tone?: ChartTone; label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="h-5 w-20 overflow-visible"
    >
      <path
        d={pathOf(values, roundMax(values))}
        className={clsx("fill-none [stroke-width:1.5px] [vector-effect:non-scaling-stroke]", STROKES[tone])}
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** In a box of 100 by 100; a lone point becomes a short stroke. */
export function pathOf(values: (number | null)[], max: number): string {
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  let path = "";
  let pen = false;
  values.forEach((value, index) => {
    if (value === null) return void (pen = false);
    const point = `${round(index * step)} ${round(100 - (value / max) * 100)}`;
    path += pen ? `L${point}` : `M${point}l0.01 0M${point}`;
    pen = true;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
