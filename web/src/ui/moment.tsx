import { useSyncExternalStore } from "react";
import { serverNow } from "../format/clock.ts";
import { exactTime, relativeTime } from "../format/time.ts";

let now = serverNow();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = serverNow();
  timer ??= setInterval(() => {
    now = serverNow();
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The moment, renewed as often as needed: a list of ages need not be drawn every second.
 * One timer serves the whole page.
 */
export function useNow(everyMs = 1_000): number {
  return useSyncExternalStore(subscribe, () => Math.floor(now / everyMs) * everyMs);
}

/** A moment in words, the exact one on hover. */
export function Moment({ at, narrow = false }: { at: string; narrow?: boolean }) {
  const moment = Date.parse(at);
  const age = Math.abs(serverNow() - moment);
  const current = useNow(age < 90_000 ? 5_000 : 30_000);
  return (
    <time dateTime={at} title={exactTime(at)}>
      {relativeTime(moment, Math.max(current, age < 5_000 ? moment : 0), narrow ? "short" : "long")}
    </time>
  );
}
