import type { Step } from "@taskwright/api/step.ts";
import { ChevronDown, ChevronRight } from "lucide-react";
import { serverNow } from "../format/clock.ts";
import { duration } from "../format/duration.ts";
import { text } from "../text.ts";
import { inWords } from "../text/sentences.ts";
import { clsx } from "../ui/clsx.ts";
import { useNow } from "../ui/moment.tsx";
import { agentPart, isNumbered, turnText } from "./agent/names.ts";
import { WritingBelow, WritingNow } from "./agent/writing-now.tsx";
import type { Axis } from "./axis.ts";
import { Countdown } from "./countdown.tsx";
import { roundsOf, spanOf, statusOf, type TimelineNode, type TimelineRow } from "./nest.ts";
import { StepBars } from "./step-bars.tsx";
import { involvesPerson, StepSign } from "./step-sign.tsx";
import { readWait } from "./step-wait.ts";

export function nodeLabel(node: TimelineNode): string {
  if (node.kind === "round") return text.steps.round(Number(node.name));
  if (node.kind === "branch") return text.steps.branches[node.name] ?? node.name;
  return node.step?.title ?? agentPart(node) ?? node.name;
}

/** One line of the timeline: what it is, how it stands, how long it took, and when, on the axis of all. */
export function StepRow({
  row,
  chosen,
  axis,
  onFold,
}: {
  row: TimelineRow;
  chosen: boolean;
  axis: Axis | null;
  onFold(): void;
}) {
  const { node, depth, open } = row;
  const { step } = node;
  const person = involvesPerson(step);
  const status = statusOf(node);
  const label = nodeLabel(node);
  return (
    <div
      className={clsx(
        "grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 pr-3 @lg:grid-cols-[minmax(0,1fr)_4.25rem_34%] @lg:pr-4",
        person && step?.status === "waiting" ? "bg-human-wash" : chosen ? "bg-raised" : "hover:bg-raised",
        chosen && "shadow-[inset_2px_0_0_var(--ink)]",
      )}
    >
      <div
        className="flex min-h-9 min-w-0 items-start gap-2 py-2"
        style={{ paddingLeft: `${0.5 + Math.min(depth, 8) * 1.125}rem` }}
      >
        {node.children.length > 0 ? (
          // the tree folds by its arrow keys; this is for the pointer
          <span
            aria-hidden
            onClick={(event) => (event.stopPropagation(), onFold())}
            className="-my-0.5 flex size-6 shrink-0 cursor-pointer items-center justify-center rounded-sm text-faint hover:bg-pressed"
          >
            {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
          </span>
        ) : (
          <span className="w-6 shrink-0" />
        )}
        {status && <StepSign status={status} person={person} inherited={step === null} />}
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span
              dir="auto"
              className={clsx(
                "line-clamp-2 min-w-0",
                person ? "font-medium text-human-text" : step ? "" : "text-soft",
                status === "skipped" && "text-faint line-through",
              )}
            >
              {label}
            </span>
            {step && <Aside step={step} label={label} name={node.name} />}
            {node.attempts.length > 1 && (
              <span className="text-xs text-bad">{text.steps.attempts(node.attempts.length)}</span>
            )}
          </span>
          {!open && <Rounds node={node} />}
          {step?.error && (
            <span dir="auto" className={clsx("line-clamp-2 text-xs", step.error.handled ? "text-soft" : "text-bad")}>
              {inWords(step.error.sentence, step.error.message)}
            </span>
          )}
          {step?.kind === "model" && step.status === "running" && <WritingNow path={node.path} />}
          {step?.kind === "agent" && step.status === "running" && <WritingBelow node={node} />}
          {step?.status === "waiting" && <Waiting step={step} person={person} />}
        </span>
      </div>
      <Took node={node} />
      <div className="relative col-span-2 ml-3 h-1 @lg:col-span-1 @lg:ml-0 @lg:h-full">
        {axis && <StepBars node={node} axis={axis} person={person} folded={!open} />}
      </div>
    </div>
  );
}

/** What kind of step it is, quietly: its tool, else its kind; its id when the label is a title. */
function Aside({ step, label, name }: { step: Step; label: string; name: string }) {
  return (
    <span className="text-xs text-faint">
      {label !== name && !isNumbered(step.path) && <span className="mr-1 font-mono">{name} </span>}
      {step.kind === "model"
        ? turnText(step)
        : step.tool === label || step.kind === "note"
          ? null
          : (step.tool ?? text.steps.kinds[step.kind])}
    </span>
  );
}

function Rounds({ node }: { node: TimelineNode }) {
  const rounds = roundsOf(node);
  if (!rounds) return null;
  return (
    <span className="block text-xs text-faint">
      {text.steps.rounds(rounds.done, rounds.total)}
      {rounds.failed > 0 && <span className="text-bad"> · {text.steps.roundsFailed(rounds.failed)}</span>}
      {rounds.waiting > 0 && <span className="text-soft"> · {text.steps.roundsWaiting(rounds.waiting)}</span>}
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
          <Countdown until={wait.until} />
        </>
      )}
    </span>
  );
}

function Took({ node }: { node: TimelineNode }) {
  const span = spanOf(node);
  const live = span !== null && span.end === null;
  useNow(live ? 1_000 : 3_600_000);
  const ms = span === null || node.step?.status === "skipped" ? null : (span.end ?? serverNow()) - span.start;
  return (
    <span className="py-2 text-right text-xs leading-5 whitespace-nowrap text-faint tabular-nums">
      {node.step?.status === "skipped"
        ? text.steps.statuses.skipped
        : ms === null || ms === 0
          ? ""
          : duration(Math.max(0, ms))}
    </span>
  );
}
