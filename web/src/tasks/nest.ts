import type { Step } from "@taskwright/api/step.ts";

/** One line of the timeline: a step with its attempts, or a heading made up for steps below it. */
export interface TimelineNode {
  path: string;
  /** the last part of the path: "send", or "3" for a round */
  name: string;
  kind: "step" | "round" | "branch";
  /** the latest attempt; absent where the journal has no row of its own */
  step: Step | null;
  /** all attempts, first one first */
  attempts: Step[];
  children: TimelineNode[];
}

/** "each_row[3].send" to its parts: each_row, [3], send. */
export function pathParts(path: string): string[] {
  return path.match(/\[\d+\]|[^.[\]]+/g) ?? [];
}

/**
 * Steps as a tree by their paths, in the order they began. Blocks write their row when they end, so
 * a child may come before its parent, or have none yet.
 */
export function nestSteps(steps: readonly Step[]): TimelineNode[] {
  const roots: TimelineNode[] = [];
  const known = new Map<string, TimelineNode>();

  for (const step of steps.toSorted((a, b) => a.seq - b.seq || a.attempt - b.attempt)) {
    const node = nodeAt(step.path);
    node.kind = "step";
    node.attempts.push(step);
    if (!node.step || step.attempt >= node.step.attempt) node.step = step;
  }
  return roots;

  function nodeAt(path: string): TimelineNode {
    const found = known.get(path);
    if (found) return found;
    const parts = pathParts(path);
    const last = parts.at(-1) ?? path;
    const round = last.startsWith("[");
    const node: TimelineNode = {
      path,
      name: round ? last.slice(1, -1) : last,
      kind: round ? "round" : "branch",
      step: null,
      attempts: [],
      children: [],
    };
    known.set(path, node);
    const parent = parts.length > 1 ? nodeAt(joinParts(parts.slice(0, -1))) : null;
    (parent?.children ?? roots).push(node);
    return node;
  }
}

function joinParts(parts: string[]): string {
  return parts.reduce((path, part) => (path === "" || part.startsWith("[") ? path + part : `${path}.${part}`), "");
}

export interface TimelineRow {
  node: TimelineNode;
  depth: number;
  open: boolean;
}

/** Rounds beyond this many start closed, except where something waits or failed. */
export const OPEN_ROUNDS = 20;

/** The lines to draw: closed branches hide what is below them. */
export function timelineRows(
  roots: readonly TimelineNode[],
  isOpen: (node: TimelineNode, siblings: number) => boolean = openAtFirst,
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const visit = (nodes: readonly TimelineNode[], depth: number): void => {
    for (const node of nodes) {
      const open = node.children.length > 0 && isOpen(node, nodes.length);
      rows.push({ node, depth, open });
      if (open) visit(node.children, depth + 1);
    }
  };
  visit(roots, 0);
  return rows;
}

export function openAtFirst(node: TimelineNode, siblings: number): boolean {
  return node.kind !== "round" || siblings <= OPEN_ROUNDS || needsEyes(node);
}

function needsEyes(node: TimelineNode): boolean {
  return node.step?.status === "waiting" || node.step?.status === "error" || node.children.some(needsEyes);
}
