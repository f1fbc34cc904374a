import type { Task } from "@taskwright/api/task.ts";
import { LiveLine } from "./live-line.ts";
import { renderPlainProgress, renderProgress } from "./progress.ts";
import { columnsOf, tell } from "./terminal.ts";

export type DisplayMode = "live" | "plain" | "silent";

/** Where a task's progress is shown: a live line on a terminal, lines in a log, or nowhere. */
export interface Display {
  show(task: Task): void;
  reachable(reachable: boolean): void;
  /** a line that stays, above the progress */
  say(text: string): void;
  /** makes room for a question */
  pause(): void;
  resume(): void;
  end(): void;
}

export function openDisplay(mode: DisplayMode): Display {
  if (mode === "live") return liveDisplay();
  return mode === "plain" ? plainDisplay() : silentDisplay();
}

function liveDisplay(): Display {
  let shown: { task: Task; readAt: number } | undefined;
  let trouble: string | undefined;
  let paused = 0;
  const line = new LiveLine(process.stderr, (frame) =>
    shown === undefined
      ? ""
      : renderProgress({
          task: shown.task,
          sinceReadMs: Date.now() - shown.readAt,
          frame,
          width: columnsOf(process.stderr),
          ...(trouble !== undefined && { trouble }),
        }),
  );
  const go = (): void => {
    if (paused === 0 && shown !== undefined) line.start();
  };
  return {
    show(task) {
      shown = { task, readAt: Date.now() };
      go();
    },
    reachable(reachable) {
      trouble = reachable ? undefined : "the server does not answer; trying again";
    },
    say(text) {
      line.stop();
      tell(text);
      go();
    },
    pause() {
      paused += 1;
      line.stop();
    },
    resume() {
      paused -= 1;
      go();
    },
    end() {
      paused = Number.POSITIVE_INFINITY;
      line.stop();
    },
  };
}

function plainDisplay(): Display {
  let last = "";
  let reached = true;
  return {
    show(task) {
      const line = renderPlainProgress(task);
      if (line !== last) tell(line);
      last = line;
    },
    reachable(reachable) {
      if (reachable !== reached)
        tell(reachable ? "The server answers again." : "The server does not answer; trying again.");
      reached = reachable;
    },
    say: tell,
    pause() {},
    resume() {},
    end() {},
  };
}

function silentDisplay(): Display {
  return { show() {}, reachable() {}, say() {}, pause() {}, resume() {}, end() {} };
}
