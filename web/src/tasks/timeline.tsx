import type { Interaction } from "@taskwright/api/interaction.ts";
import type { Step } from "@taskwright/api/step.ts";
import type { Task } from "@taskwright/api/task.ts";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { Request } from "../interactions/request.tsx";
import { text } from "../text.ts";
import { Notice, SkeletonRows } from "../ui/states.tsx";
import { nestSteps, openAtFirst, timelineRows, type TimelineNode } from "./nest.ts";
import { StepDetails } from "./step-details.tsx";
import { StepRow } from "./step-row.tsx";

interface TimelineProps {
  task: Task;
  steps: Step[];
  /** open questions of the task, shown with their steps */
  requests: Interaction[];
  wide: boolean;
  pending: boolean;
  truncated: boolean;
  chosen: string | undefined;
  onChoose(path: string | undefined): void;
}

/** Time flows down; people stand out. The chosen step is beside it, below it on a phone. */
export function Timeline({ task, steps, requests, wide, pending, truncated, chosen, onChoose }: TimelineProps) {
  const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map());
  const tree = useMemo(() => nestSteps(steps), [steps]);
  const rows = useMemo(
    () => timelineRows(tree, (node, siblings) => folded.get(node.path) ?? openAtFirst(node, siblings)),
    [tree, folded],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.node.step?.status === "error" ? 52 : 36),
    getItemKey: (index) => rows[index]!.node.path,
    overscan: 15,
  });

  // whatever waits or failed is what one came for
  const first = useMemo(
    () => steps.find((step) => step.status === "waiting") ?? steps.findLast((step) => step.status === "error") ?? null,
    [steps],
  );
  const shownPath = chosen ?? (wide ? (first?.path ?? steps.at(-1)?.path) : undefined);
  const shown = shownPath === undefined ? undefined : findNode(tree, shownPath);

  const asked = requests.filter((request) => request.stepPath === shownPath);

  const details = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!wide && chosen) details.current?.scrollIntoView({ block: "nearest" });
  }, [wide, chosen]);

  if (pending) return <SkeletonRows />;
  if (steps.length === 0) {
    return (
      <p className="p-6 text-soft">
        {task.status === "queued" ? `${text.tasks.noSteps} ${text.tasks.noStepsQueued}` : text.tasks.noSteps}
      </p>
    );
  }
  return (
    <div className="flex min-h-0 flex-1 max-[1099px]:flex-col min-[1100px]:h-full">
      <div ref={scroller} className="min-h-40 min-w-0 flex-1 overflow-y-auto py-2 max-[1099px]:max-h-[60vh]">
        {truncated && (
          <div className="px-4 pb-2">
            <Notice>{text.tasks.moreSteps(steps.length)}</Notice>
          </div>
        )}
        <ol aria-label={text.steps.timeline} className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]!;
            return (
              <li
                key={item.key}
                data-index={item.index}
                ref={virtual.measureElement}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <StepRow
                  row={row}
                  chosen={row.node.path === shownPath}
                  onChoose={() => onChoose(row.node.path)}
                  onFold={() => setFolded(new Map(folded).set(row.node.path, !row.open))}
                />
              </li>
            );
          })}
        </ol>
      </div>
      <div
        ref={details}
        className="min-w-0 border-line max-[1099px]:border-t min-[1100px]:w-[54%] min-[1100px]:max-w-3xl min-[1100px]:overflow-y-auto min-[1100px]:border-l"
      >
        {asked.map((request) => (
          <div key={request.id} className="border-b border-l-3 border-line border-l-human p-4">
            <Request request={request} />
          </div>
        ))}
        {shown ? (
          <StepDetails key={shown.path} node={shown} headed={asked.length === 0} />
        ) : (
          <p className="p-6 text-faint">{text.steps.choose}</p>
        )}
      </div>
    </div>
  );
}

function findNode(nodes: readonly TimelineNode[], path: string): TimelineNode | undefined {
  for (const node of nodes) {
    if (node.path === path) return node;
    if (path.startsWith(node.path)) {
      const found = findNode(node.children, path);
      if (found) return found;
    }
  }
  return undefined;
}
