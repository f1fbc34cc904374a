import "@xyflow/react/dist/base.css";
import { Background, Controls, type Edge, Handle, type Node, type NodeProps, Position, ReactFlow } from "@xyflow/react";
import type { DefinitionDocument } from "@taskwright/api/language.ts";
import { memo, useMemo } from "react";
import { text } from "../../text.ts";
import { clsx } from "../../ui/clsx.ts";
import { type Box, layoutOf, LINE_X } from "./layout.ts";
import { inWords, outlineOf } from "./outline.ts";
import type { NodeState } from "./states.ts";

export interface DefinitionGraphProps {
  /** the effective document: with what its parents give */
  document: Pick<DefinitionDocument, "steps">;
  /** by place in the definition (`nodeStates`); absent where no task is shown */
  states?: ReadonlyMap<string, NodeState>;
  /** path of the chosen step, of the definition or of the task */
  chosen?: string | undefined;
  /** given the step's path; with `states` that of the task's step */
  onChoose?(path: string): void;
}

/**
 * A definition as a picture: steps as boxes, blocks around theirs. With the states of a task's steps the way taken is
 * drawn strongly and the current place lit. Every box is a button, in the order of the steps.
 */
export function DefinitionGraph({ document, states, chosen, onChoose }: DefinitionGraphProps) {
  const drawn = useMemo(() => layoutOf(outlineOf(document.steps ?? [])), [document.steps]);
  const nodes = useMemo(
    () =>
      drawn.boxes.map((box): StepNode => {
        const state = states?.get(box.step.path);
        const own = state ? { state } : {};
        return {
          id: box.id,
          type: "step",
          position: { x: box.x, y: box.y },
          ...(box.parent === null ? {} : { parentId: box.parent }),
          width: box.width,
          height: box.height,
          // nothing can be dragged or selected, so the library would let no click through
          style: { pointerEvents: "all" },
          data: {
            box,
            ...own,
            shown: states !== undefined,
            chosen: chosen !== undefined && [box.step.path, state?.path].includes(chosen),
            ...(onChoose ? { choose: () => onChoose(state?.path ?? box.step.path) } : {}),
          },
        };
      }),
    [drawn, states, chosen, onChoose],
  );
  const edges = useMemo(
    () =>
      drawn.lines.map(({ from, to, error }): Edge => {
        const taken = states !== undefined && begun(states, from) && begun(states, to);
        return {
          id: `${from} ${to}`,
          source: from,
          target: to,
          type: "smoothstep",
          focusable: false,
          ...(error ? { sourceHandle: "error", targetHandle: "side" } : { sourceHandle: "next", targetHandle: "top" }),
          style: {
            stroke: taken ? "var(--ink-soft)" : "var(--line-control)",
            strokeWidth: taken ? 2 : 1,
            ...(error || (states && !taken) ? { strokeDasharray: "4 4" } : {}),
          },
        };
      }),
    [drawn, states],
  );
  return (
    <div className="h-full min-h-80 min-w-0 flex-1" role="group" aria-label={text.graph.label}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        fitView
        fitViewOptions={{ padding: 0.1, maxZoom: 1, minZoom: 0.35 }}
        minZoom={0.1}
        maxZoom={2}
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={{
          "controls.zoomIn.ariaLabel": text.graph.zoomIn,
          "controls.zoomOut.ariaLabel": text.graph.zoomOut,
          "controls.fitView.ariaLabel": text.graph.fit,
        }}
      >
        <Background color="var(--line)" gap={20} />
        <Controls showInteractive={false} className="graph-controls" />
      </ReactFlow>
    </div>
  );
}

/** A step's row may be missing while its inner ones are there, and the head of `on_error` has none of its own. */
function begun(states: ReadonlyMap<string, NodeState>, id: string): boolean {
  if (states.has(id)) return states.get(id)!.status !== "skipped";
  for (const place of states.keys()) if (place.startsWith(`${id}.`)) return true;
  return false;
}

const LINE_Y = 28;

type StepNode = Node<{ box: Box; state?: NodeState; shown: boolean; chosen: boolean; choose?: () => void }, "step">;

const StepBox = memo(function StepBox({ data: { box, state, shown, chosen, choose } }: NodeProps<StepNode>) {
  const { step } = box;
  const head =
    box.list === "on_error" ? text.steps.branches.on_error! : (state?.title ?? inWords(step.title) ?? step.name);
  const note = inWords(step.note);
  const look = box.list === "on_error" ? "border-dashed border-line bg-page/60" : lookOf(state, shown);
  const words = (
    <>
      <span dir="auto" className={clsx("truncate font-medium", shown && !state && "text-faint")}>
        {head}
      </span>
      <span className="truncate text-xs text-soft">
        {box.list === "on_error" ? step.name : `${text.steps.kinds[step.kind]}${note ? ` · ${note}` : ""}`}
        {state && box.list !== "on_error" && ` · ${text.steps.statuses[state.status]}`}
        {state && state.rounds > 1 && ` · ${state.rounds}×`}
        {step.conditional && !state && ` · ${text.graph.conditional}`}
      </span>
    </>
  );
  return (
    <div
      data-state={state?.status}
      className={clsx("h-full rounded-md border text-left", look, chosen && "ring-2 ring-ink")}
    >
      <Handle id="top" type="target" position={Position.Top} style={{ left: LINE_X }} className="invisible" />
      <Handle id="side" type="target" position={Position.Left} style={{ top: LINE_Y }} className="invisible" />
      {choose && box.list !== "on_error" ? (
        <button
          type="button"
          aria-pressed={chosen}
          onClick={choose}
          className="nopan flex w-full min-w-0 flex-col rounded-md px-3 py-2 text-left"
        >
          {words}
        </button>
      ) : (
        <div className="flex min-w-0 flex-col px-3 py-2">{words}</div>
      )}
      <Handle id="next" type="source" position={Position.Bottom} style={{ left: LINE_X }} className="invisible" />
      <Handle id="error" type="source" position={Position.Right} style={{ top: LINE_Y }} className="invisible" />
    </div>
  );
});

function lookOf(state: NodeState | undefined, shown: boolean): string {
  if (!state) return shown ? "border-line bg-page" : "border-control bg-surface";
  if (state.person) return "border-human bg-human-wash";
  switch (state.status) {
    case "error":
      return "border-bad bg-bad-wash";
    case "running":
      return "border-busy bg-surface shadow-[0_0_0_3px_color-mix(in_srgb,var(--busy)_25%,transparent)]";
    case "waiting":
      return "border-ink-soft bg-surface shadow-[0_0_0_3px_color-mix(in_srgb,var(--line-control)_25%,transparent)]";
    case "complete":
      return "border-soft bg-surface";
    default:
      return "border-dashed border-line bg-page";
  }
}

const NODE_TYPES = { step: StepBox };
