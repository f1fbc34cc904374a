import type { Step } from "@taskwright/api/step.ts";
import type { PlanItem } from "@taskwright/api/task.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useWrittenBelow } from "../../live/writing.ts";
import { text } from "../../text.ts";
import type { TimelineNode } from "../nest.ts";
import { stepQuery } from "../queries.ts";
import { Plan } from "./plan.tsx";
import { TurnBody, Words, WritingAtLength } from "./turn-body.tsx";

/** An agent at work: its plan, and its latest words. At the end of it the output says what it came to. */
export function AgentWork({ task, node }: { task: number; node: TimelineNode }) {
  const turns = node.children.flatMap(({ step }) => (step?.kind === "model" ? step : []));
  const last = turns.at(-1);
  const written = useWrittenBelow(
    node.path,
    node.children.map(({ path }) => path),
  );
  const plan = node.children
    .flatMap(({ children }) => children)
    .flatMap(({ step }) => (step?.kind === "note" && step.tool === "plan" && step.status === "complete" ? step : []))
    .at(-1);
  return (
    <>
      {plan && <RecordedPlan task={task} step={plan} />}
      {written ? <Words label={text.steps.writes} words={written} live /> : null}
      {last?.status === "running" && <WritingAtLength path={last.path} />}
      {!written && node.step?.status !== "complete" && last?.status === "complete" && (
        <RecordedTurn task={task} step={last} />
      )}
    </>
  );
}

function RecordedPlan({ task, step }: { task: number; step: Step }) {
  const recorded = useQuery({ ...stepQuery(task, step), placeholderData: keepPreviousData });
  const items = (recorded.data?.input as { items?: PlanItem[] } | null | undefined)?.items;
  return items ? <Plan items={items} /> : null;
}

function RecordedTurn({ task, step }: { task: number; step: Step }) {
  const recorded = useQuery({ ...stepQuery(task, step), placeholderData: keepPreviousData });
  return recorded.data ? <TurnBody output={recorded.data.output} /> : null;
}
