import type { TaskReason, TaskStatus, TaskSummary } from "@taskwright/api/task.ts";
import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Clock,
  Hourglass,
  LoaderCircle,
  User,
} from "lucide-react";
import { text } from "../text.ts";
import { inWords } from "../text/sentences.ts";
import { clsx } from "../ui/clsx.ts";

const ICONS = {
  scheduled: Clock,
  queued: CircleDashed,
  running: LoaderCircle,
  waiting: Hourglass,
  paused: CirclePause,
  complete: CircleCheck,
  error: CircleAlert,
  cancelled: Ban,
} satisfies Record<TaskStatus, unknown>;

const COLOURS: Record<TaskStatus, string> = {
  scheduled: "text-faint",
  queued: "text-faint",
  running: "text-busy",
  waiting: "text-soft",
  paused: "text-soft",
  complete: "text-good",
  error: "text-bad",
  cancelled: "text-faint",
};

export function needsPerson(status: TaskStatus, reason: TaskReason | null): boolean {
  return status === "waiting" && reason?.code === "person";
}

/** One word with its sign. What waits for a person is the only thing in amber. */
export function StatusBadge({ status, reason }: { status: TaskStatus; reason: TaskReason | null }) {
  const person = needsPerson(status, reason);
  const Icon = person ? User : ICONS[status];
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1.5 font-medium whitespace-nowrap",
        person ? "rounded-full bg-human px-2 leading-5 text-on-human" : COLOURS[status],
      )}
    >
      <Icon
        size={14}
        aria-hidden
        className={status === "running" ? "animate-spin [animation-duration:3s] motion-reduce:animate-none" : undefined}
      />
      {text.tasks.statuses[status]}
    </span>
  );
}

/** Why it is in its status; the status word itself says enough when there is no reason. */
export function reasonText(task: Pick<TaskSummary, "reason" | "progress" | "status">): string {
  // the badge beside it says "Waiting" already
  if (task.reason)
    return task.status === "waiting" ? wordsOf(task.reason).replace(/^waiting\s+/i, "") : wordsOf(task.reason);
  if (task.status === "error")
    return task.progress.step === null ? "" : text.tasks.atStep(task.progress.title ?? task.progress.step);
  if (task.status === "running") return task.progress.title ?? task.progress.step ?? "";
  return "";
}

function wordsOf({ text: english, sentence, more }: TaskReason): string {
  const words = inWords(sentence, english);
  return words === english || !more ? words : `${words} ${text.tasks.andMore(more)}`;
}

export function progressTone(
  status: TaskStatus,
  reason: TaskReason | null,
): "busy" | "human" | "good" | "bad" | "still" {
  if (needsPerson(status, reason)) return "human";
  if (status === "complete") return "good";
  if (status === "error") return "bad";
  return status === "running" ? "busy" : "still";
}
