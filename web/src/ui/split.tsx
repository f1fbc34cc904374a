import { useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { text } from "../text.ts";

const STEP = 4;

/**
 * Two panes and a border between them that moves by pointer and by keyboard (arrows, Home, End; a double
 * click puts it back). Where it stands is kept per device under `id`. Use it only where both have room;
 * below that show one of them.
 */
export function Split({
  id,
  start,
  end,
  initial = 50,
  min = 20,
  max = 80,
}: {
  id: string;
  start: ReactNode;
  end: ReactNode;
  /** per cent of the first pane */
  initial?: number;
  min?: number;
  max?: number;
}) {
  const root = useRef<HTMLDivElement>(null);
  const [percent, setPercent] = useState(() => clamp(kept(id) ?? initial, min, max));
  const move = (next: number) => {
    const allowed = clamp(next, min, max);
    setPercent(allowed);
    keep(id, allowed);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowLeft: percent - STEP, ArrowRight: percent + STEP, Home: min, End: max }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, width } = root.current!.getBoundingClientRect();
    move(((event.clientX - left) / width) * 100);
  };
  return (
    <div ref={root} className="flex min-h-0 min-w-0 flex-1">
      <div
        className="flex min-h-0 min-w-0 shrink-0 basis-(--split) flex-col"
        style={{ "--split": `${percent}%` } as CSSProperties}
      >
        {start}
      </div>
      <div
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={text.resize}
        aria-valuenow={Math.round(percent)}
        aria-valuemin={min}
        aria-valuemax={max}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDoubleClick={() => move(initial)}
        className="relative z-[1] -mx-1 w-2 shrink-0 cursor-col-resize touch-none after:absolute after:inset-y-0 after:left-1 after:w-px after:bg-line hover:after:bg-control focus-visible:after:bg-focus"
      />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">{end}</div>
    </div>
  );
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

function kept(id: string): number | undefined {
  const value = Number.parseFloat(localStorage.getItem(`split.${id}`) ?? "");
  return Number.isFinite(value) ? value : undefined;
}

function keep(id: string, percent: number): void {
  try {
    localStorage.setItem(`split.${id}`, percent.toFixed(1));
  } catch {
    // kept for this page only
  }
}
