import type { Step, StepStatus } from "@taskwright/api/step.ts";
import {
  Ban,
  Check,
  ChevronDown,
  ChevronRight,
  CircleAlert,
  Hourglass,
  LoaderCircle,
  SkipForward,
  User,
} from "lucide-react";
import { duration } from "../format/duration.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Moment, useNow } from "../ui/moment.tsx";
import { serverNow } from "../format/clock.ts";
import type { TimelineNode, TimelineRow } from "./nest.ts";
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
  complete: "text-good",
  error: "text-bad",
  skipped: "text-faint",
  cancelled: "text-faint",
};

/** Whether a person is or was asked here. */
export function involvesPerson(step: Step | null): boolean {
  return step !== null && (step.kind === "ask" || readWait(step)?.type === "person");
}

export function nodeLabel(node: TimelineNode): string {
  if (node.kind === "round") return text.steps.round(Number(node.name));
  return node.step?.title ?? node.name;
}

export function StepRow({
  row,
  chosen,
  onChoose,
  onFold,
}: {
  row: TimelineRow;
  chosen: boolean;
  onChoose(): void;
  onFold(): void;
}) {
  const { node, depth, open } = row;
  const { step } = node;
  const person = involvesPerson(step);
  const label = nodeLabel(node);
  return (
    <div
      className={clsx(
        "flex items-start pr-4",
        chosen ? "bg-raised" : "hover:bg-raised",
        person && step?.status === "waiting" && "bg-human-wash",
      )}
      style={{ paddingLeft: `${0.5 + depth * 1.25}rem` }}
    >
      {node.children.length > 0 ? (
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${open ? text.steps.fold : text.steps.unfold} ${label}`}
          onClick={onFold}
          className="mt-1.5 flex size-6 shrink-0 items-center justify-center rounded-sm text-faint hover:bg-pressed"
        >
          {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
        </button>
      ) : (
        <span className="w-6 shrink-0" />
      )}
      <button
        type="button"
        aria-current={chosen ? "true" : undefined}
        onClick={onChoose}
        className="flex min-h-9 min-w-0 flex-1 items-start gap-2 py-2 text-left -outline-offset-2"
      >
        {step ? (
          <Sign step={step} person={person} />
        ) : (
          <span aria-hidden className="mt-1.5 size-2 shrink-0 rounded-full border border-control" />
        )}
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className={clsx("min-w-0", person ? "font-medium text-human-text" : step ? "" : "text-soft")}>
              {label}
            </span>
            {step && <Aside step={step} label={label} name={node.name} />}
            {node.attempts.length > 1 && (
              <span className="text-xs text-bad">{text.steps.attempts(node.attempts.length)}</span>
            )}
          </span>
          {step?.error && <span className="line-clamp-2 text-xs text-bad">{step.error.message}</span>}
          {step?.status === "waiting" && <Waiting step={step} person={person} />}
        </span>
        {step && <Took step={step} />}
      </button>
    </div>
  );
}

function Sign({ step, person }: { step: Step; person: boolean }) {
  const label = text.steps.statuses[step.status];
  if (person && step.status !== "error" && step.status !== "skipped") {
    const waiting = step.status === "waiting";
    return (
      <span
        title={label}
        className={clsx(
          "-ml-0.5 flex size-5 shrink-0 items-center justify-center rounded-full",
          waiting ? "bg-human text-on-human" : "border border-human-line bg-human-wash text-human-text",
        )}
      >
        <User size={12} aria-hidden />
        <span className="sr-only">{label}</span>
      </span>
    );
  }
  const Icon = SIGNS[step.status];
  return (
    <span title={label} className={clsx("mt-0.5 shrink-0", COLOURS[step.status])}>
      <Icon
        size={16}
        aria-hidden
        className={
          step.status === "running" ? "animate-spin [animation-duration:3s] motion-reduce:animate-none" : undefined
        }
      />
      <span className="sr-only">{label}</span>
    </span>
  );
}

/** What kind of step it is, quietly: its tool, else its kind; its id when the label is a title. */
function Aside({ step, label, name }: { step: Step; label: string; name: string }) {
  return (
    <span className="text-xs text-faint">
      {label !== name && <span className="mr-2 font-mono">{name}</span>}
      {step.tool ?? text.steps.kinds[step.kind]}
    </span>
  );
}

function Waiting({ step, person }: { step: Step; person: boolean }) {
  const wait = readWait(step);
  if (!wait) return null;
  return (
    <span className={clsx("block text-xs", person ? "text-human-text" : "text-soft")}>
      {wait.words}
      {wait.until && (
        <>
          {" · "}
          <Moment at={wait.until} />
        </>
      )}
    </span>
  );
}

function Took({ step }: { step: Step }) {
  const live = step.endedAt === null && (step.status === "running" || step.status === "waiting");
  useNow(live ? 1_000 : 3_600_000);
  if (step.status === "skipped")
    return <span className="shrink-0 text-xs text-faint">{text.steps.statuses.skipped}</span>;
  const ms = live ? serverNow() - Date.parse(step.startedAt) : step.durationMs;
  return <span className="shrink-0 text-xs leading-5 text-faint">{ms === null ? "" : duration(Math.max(0, ms))}</span>;
}
