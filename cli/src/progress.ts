import type { TaskSummary } from "@taskwright/api/task.ts";
import { formatClock } from "./duration.ts";
import { shorten } from "./table.ts";
import { paint, plainLine } from "./terminal.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const STILL: Partial<Record<TaskSummary["status"], string>> = {
  waiting: "◇",
  paused: "‖",
  scheduled: "◷",
  complete: "✓",
  error: "✗",
  cancelled: "–",
};
const BAR_WIDTH = 24;

export interface ProgressView {
  task: Pick<TaskSummary, "id" | "title" | "status" | "reason" | "progress" | "elapsedMs">;
  /** since the task was read: the clock goes on between two readings */
  sinceReadMs: number;
  frame: number;
  width: number;
  /** why what is shown may be old: "server not reachable, trying again" */
  trouble?: string;
}

/** The one line under a running task: sign, bar, percent, clock, and what is being done or waited for. */
export function renderProgress(view: ProgressView): string {
  const { task, width } = view;
  const sign = STILL[task.status] ?? FRAMES[view.frame % FRAMES.length]!;
  const percent = `${String(Math.floor(task.progress.percent)).padStart(3)}%`;
  const clock = formatClock(
    task.elapsedMs + (task.status === "running" || task.status === "waiting" ? view.sinceReadMs : 0),
  );
  const fixed = `${sign} ${bar(task.progress.percent)} ${percent}  ${clock}  `;
  const what = plainLine(view.trouble ?? describe(task));
  const room = Math.max(0, width - fixed.length - 1);
  const tone = view.trouble !== undefined ? "yellow" : task.status === "waiting" ? "magenta" : "reset";
  return `${paint("cyan", sign, process.stderr)}${fixed.slice(sign.length)}${paint(tone, shorten(what, room), process.stderr)}`;
}

/** The same for a log: no bar, one line for each thing that is new. */
export function renderPlainProgress(task: ProgressView["task"]): string {
  return `#${task.id}  ${String(Math.floor(task.progress.percent)).padStart(3)}%  ${task.status.padEnd(8)} ${plainLine(describe(task))}`.trimEnd();
}

function describe(task: ProgressView["task"]): string {
  if (task.status !== "running" && task.reason !== null) return task.reason.text;
  const step = task.progress.title ?? task.progress.step;
  if (step !== null && step !== undefined) return step;
  return task.status === "running" ? "starting" : task.status;
}

function bar(percent: number): string {
  const filled = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR_WIDTH);
  return "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
}
