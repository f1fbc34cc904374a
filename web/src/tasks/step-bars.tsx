import type { Step } from "@taskwright/api/step.ts";
import { serverNow } from "../format/clock.ts";
import { duration } from "../format/duration.ts";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { type Axis, placeOn } from "./axis.ts";
import { spanOf, statusOf, type TimelineNode } from "./nest.ts";
import { readWait } from "./step-wait.ts";

/** When a step was at work, one bar for each attempt. Only what has to do with a person is in colour, or what failed. */
export function StepBars({
  node,
  axis,
  person,
  folded,
}: {
  node: TimelineNode;
  axis: Axis;
  person: boolean;
  folded: boolean;
}) {
  if (!node.step || (folded && node.children.length > 0)) {
    const span = spanOf(node);
    if (!span) return null;
    const status = statusOf(node);
    const look = status === "error" ? "bg-bad/60" : span.end === null ? "bg-busy/60" : "bg-control/40";
    return <Bar axis={axis} start={span.start} end={span.end ?? serverNow()} look={look} words="" />;
  }
  return node.attempts.map((step) => (
    <Bar
      key={step.attempt}
      axis={axis}
      start={Date.parse(step.startedAt)}
      end={step.endedAt === null ? serverNow() : Date.parse(step.endedAt)}
      look={lookOf(step, person, node.children.length > 0)}
      words={text.steps.attempt(step.attempt)}
    />
  ));
}

function lookOf(step: Step, person: boolean, block: boolean): string {
  if (person && step.status !== "error") return step.status === "waiting" ? "bg-human" : "bg-human/60";
  if (step.status === "error") return step.error?.handled ? "bg-bad/40" : "bg-bad";
  if (step.status === "waiting") return readWait(step)?.type === "retry" ? "bg-bad/25" : "bg-control/35";
  if (step.status === "running") return block ? "bg-busy/40" : "bg-busy";
  if (step.status === "skipped" || step.status === "cancelled") return "bg-control/30";
  return block ? "bg-control/40" : "bg-control";
}

function Bar({
  axis,
  start,
  end,
  look,
  words,
}: {
  axis: Axis;
  start: number;
  end: number;
  look: string;
  words: string;
}) {
  const { left, width } = placeOn(axis, start, end);
  return (
    <span
      aria-hidden
      title={`${words} ${duration(Math.max(0, end - start))}`.trim()}
      className={clsx("absolute top-0 h-1 min-w-[3px] rounded-full @lg:top-3.5 @lg:h-2", look)}
      style={{ left: `calc(${left * 100}% - ${left * 3}px)`, width: `${width * 100}%` }}
    />
  );
}
