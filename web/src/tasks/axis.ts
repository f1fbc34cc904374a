/** The time that all bars of a timeline share. Milliseconds. */
export interface Axis {
  start: number;
  end: number;
}

export interface Tick {
  /** share of the axis, 0 to 1 */
  at: number;
  /** since the start */
  ms: number;
}

/** From the first step's beginning to the last one's end, or to now while something goes on. */
export function axisOf(spans: readonly ({ start: number; end: number | null } | null)[], now: number): Axis | null {
  let axis: Axis | null = null;
  for (const span of spans) {
    if (!span) continue;
    const end = Math.max(span.start, span.end ?? now);
    axis = axis
      ? { start: Math.min(axis.start, span.start), end: Math.max(axis.end, end) }
      : { start: span.start, end };
  }
  return axis && { ...axis, end: Math.max(axis.end, axis.start + 1) };
}

/** Where a span lies on the axis, as shares of it. */
export function placeOn(axis: Axis, start: number, end: number): { left: number; width: number } {
  const whole = axis.end - axis.start;
  const left = Math.min(1, Math.max(0, (start - axis.start) / whole));
  return { left, width: Math.min(1 - left, Math.max(0, (end - start) / whole)) };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  [1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  [1, 2, 3, 6, 12].map((count) => count * HOUR),
  [1, 2, 5, 10, 20, 50, 100, 200, 500].map((count) => count * DAY),
);

/** A few round moments: "0", "5 s", "10 s". */
export function ticksOf({ start, end }: Axis, most = 4): Tick[] {
  const whole = end - start;
  const every = ROUND.find((ms) => whole / ms <= most) ?? whole;
  return Array.from({ length: Math.floor(whole / every) + 1 }, (_, index) => ({
    ms: index * every,
    at: (index * every) / whole,
  }));
}
