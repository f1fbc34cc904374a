import type { Step, StepStatus } from "@taskwright/api/step.ts";
import { Ban, Check, CircleAlert, Hourglass, LoaderCircle, SkipForward, User } from "lucide-react";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { readWait } from "./step-wait.ts";

const SIGNS = {
  running: LoaderCircle,
  waiting: Hourglass,
  complete: Check,
  error: CircleAlert,
  skipped: SkipForward,
  cancelled: Ban,
} satisfies Record<StepStatus, unknown>;
const COLOURS: Record<StepStatus, string> = {
  running: "text-busy",
  waiting: "text-soft",
  complete: "text-faint",
  error: "text-bad",
  skipped: "text-faint",
  cancelled: "text-faint",
};

/** Whether a person is or was asked here. */
export function involvesPerson(step: Step | null): boolean {
  return step !== null && (step.kind === "ask" || readWait(step)?.type === "person");
}

/** Machines are quiet; a person stands out. */
export function StepSign({ status, person, inherited }: { status: StepStatus; person: boolean; inherited: boolean }) {
  const label = text.steps.statuses[status];
  if (person && status !== "error" && status !== "skipped") {
    return (
      <span
        title={label}
        className={clsx(
          "-ml-0.5 flex size-5 shrink-0 items-center justify-center rounded-full",
          status === "waiting" ? "bg-human text-on-human" : "border border-human-line bg-human-wash text-human-text",
        )}
      >
        <User size={12} aria-hidden />
        <span className="sr-only">{label}</span>
      </span>
    );
  }
  const Icon = SIGNS[status];
  return (
    <span title={label} className={clsx("mt-0.5 shrink-0", COLOURS[status], inherited && "opacity-75")}>
      <Icon
        size={16}
        aria-hidden
        className={status === "running" ? "animate-spin [animation-duration:3s] motion-reduce:animate-none" : undefined}
      />
      <span className="sr-only">{label}</span>
    </span>
  );
}
