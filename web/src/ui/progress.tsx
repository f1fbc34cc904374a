import { text } from "../text.ts";
import { clsx } from "./clsx.ts";

export function Progress({
  percent,
  tone = "busy",
  className,
}: {
  percent: number;
  tone?: "busy" | "human" | "good" | "bad" | "still";
  className?: string;
}) {
  const colours = { busy: "bg-busy", human: "bg-human", good: "bg-good", bad: "bg-bad", still: "bg-control" };
  const whole = Math.round(percent);
  return (
    <div
      role="progressbar"
      aria-label={text.progress}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={whole}
      className={clsx("h-1.5 overflow-hidden rounded-full bg-pressed", className)}
    >
      <div
        className={clsx("h-full rounded-full transition-[width] duration-300", colours[tone])}
        style={{ width: `${Math.max(percent, percent > 0 ? 3 : 0)}%` }}
      />
    </div>
  );
}
