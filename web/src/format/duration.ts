import { locale } from "../language.ts";

/** "840 ms", "3.2 s", "4 min 05 s", "2 h 10 min", "3 d 4 h": two units, never more. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "–";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${tenths(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The same of a round one, as it stands on an axis: "5 s", "30 min", "2 h". */
export function roundDuration(ms: number): string {
  return duration(ms).replace(/[.,]0(?= s$)| 00 (s|min)$| 0 h$/, "");
}

function pad(part: number): string {
  return String(part).padStart(2, "0");
}

function tenths(value: number): string {
  return value.toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}
