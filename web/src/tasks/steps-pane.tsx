import type { Interaction } from "@taskwright/api/interaction.ts";
import type { Step } from "@taskwright/api/step.ts";
import type { Task } from "@taskwright/api/task.ts";
import { SkipForward } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import { useMay } from "../access/session.ts";
import { Request } from "../interactions/request.tsx";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { Split } from "../ui/split.tsx";
import { SkeletonRows } from "../ui/states.tsx";
import { nestSteps, type TimelineNode } from "./nest.ts";
import { SkipDialog } from "./skip-dialog.tsx";
import { StepDetails } from "./step-details.tsx";
import { nodeLabel } from "./step-row.tsx";
import { involvesPerson } from "./step-sign.tsx";
import { maySkip } from "./verbs.ts";

export interface StepsPaneProps {
  task: Task;
  steps: Step[];
  /** open questions of the task, shown with their steps */
  requests: Interaction[];
  wide: boolean;
  pending: boolean;
  chosen: string | undefined;
  onChoose(path: string | undefined): void;
  /** the timeline, or the graph: what shows the steps and lets choose one */
  children(view: { tree: TimelineNode[]; chosen: string | undefined; choose(path: string): void }): ReactNode;
}

/** Steps on one side, the chosen one on the other; on a narrow screen it comes from below. */
export function StepsPane({ task, steps, requests, wide, pending, chosen, onChoose, children }: StepsPaneProps) {
  const tree = useMemo(() => nestSteps(steps), [steps]);
  const first = useMemo(() => cameFor(steps), [steps]);
  const shownPath = chosen ?? (wide ? (first?.path ?? steps.at(-1)?.path) : undefined);
  const shown = shownPath === undefined ? undefined : findNode(tree, shownPath);
  if (pending) return <SkeletonRows />;
  const view = children({ tree, chosen: shownPath, choose: onChoose });
  const asked = requests.filter((request) => request.stepPath === shownPath);
  const details = (
    <>
      {asked.map((request) => (
        <div key={request.id} className="border-b border-l-3 border-line border-l-human p-4">
          <Request request={request} />
        </div>
      ))}
      {shown ? (
        <StepDetails
          key={shown.path}
          task={task.id}
          node={shown}
          headed={asked.length === 0}
          actions={<StepActions task={task} node={shown} />}
        />
      ) : (
        steps.length > 0 && (
          <p className="p-6 text-faint">{chosen === undefined ? text.steps.choose : text.steps.notBegun}</p>
        )
      )}
    </>
  );
  if (!wide)
    return (
      <div className="flex h-[75dvh] min-h-0 flex-col">
        {view}
        {chosen !== undefined && (
          <Sheet label={shown ? nodeLabel(shown) : text.steps.details} onClose={() => onChoose(undefined)}>
            {details}
          </Sheet>
        )}
      </div>
    );
  return (
    <div className="flex h-full min-h-0">
      <Split
        id="task"
        initial={52}
        min={30}
        max={75}
        start={view}
        end={<div className="min-h-0 flex-1 overflow-y-auto">{details}</div>}
      />
    </div>
  );
}

/** What one can do about this one step. */
function StepActions({ task, node }: { task: Task; node: TimelineNode }) {
  const may = useMay("task.control");
  const [asking, setAsking] = useState(false);
  if (!may || !node.step || !maySkip(task, node.step)) return null;
  return (
    <div>
      <Button onClick={() => setAsking(true)}>
        <SkipForward size={14} />
        {text.task.skipThis}
      </Button>
      {asking && <SkipDialog task={task} path={node.path} label={nodeLabel(node)} onClose={() => setAsking(false)} />}
    </div>
  );
}

/** A question, else what failed, else whatever waits. */
function cameFor(steps: readonly Step[]): Step | undefined {
  return (
    steps.find((step) => step.status === "waiting" && involvesPerson(step)) ??
    steps.findLast((step) => step.status === "error" && step.error?.handled !== true) ??
    steps.find((step) => step.status === "waiting") ??
    // an agent at work is looked at as a whole: its plan, and what it writes
    steps.findLast((step) => step.kind === "agent" && step.status === "running")
  );
}

function findNode(nodes: readonly TimelineNode[], path: string): TimelineNode | undefined {
  for (const node of nodes) {
    if (node.path === path) return node;
    if (!path.startsWith(node.path)) continue;
    const found = findNode(node.children, path);
    if (found) return found;
  }
  return undefined;
}
