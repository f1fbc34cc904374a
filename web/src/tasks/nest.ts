import type { Step, StepStatus } from "@taskwright/api/step.ts";

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
  /** its place among its siblings, from 1, and how many they are */
  place: number;
  siblings: number;
}

/** More rounds than these start closed, and so does what holds them, except where something waits or failed. */
export const OPEN_ROUNDS = 20;

/** The lines to draw: closed branches hide what is below them. */
export function timelineRows(
  roots: readonly TimelineNode[],
  isOpen: (node: TimelineNode, siblings: number) => boolean = openAtFirst,
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const visit = (nodes: readonly TimelineNode[], depth: number): void => {
    for (const [index, node] of nodes.entries()) {
      const open = node.children.length > 0 && isOpen(node, nodes.length);
      rows.push({ node, depth, open, place: index + 1, siblings: nodes.length });
      if (open) visit(node.children, depth + 1);
    }
  };
  visit(roots, 0);
  return rows;
}

export function openAtFirst(node: TimelineNode, siblings: number): boolean {
  const long = node.kind === "round" ? siblings : node.children.filter((child) => child.kind === "round").length;
  return long <= OPEN_ROUNDS || needsEyes(node);
}

function needsEyes(node: TimelineNode): boolean {
  return isOpenEnd(node.step) || node.children.some(needsEyes);
}

/** It waits, or it failed and nothing dealt with that. */
function isOpenEnd(step: Step | null): boolean {
  return step?.status === "waiting" || (step?.status === "error" && step.error?.handled !== true);
}

const WORST: StepStatus[] = ["error", "waiting", "running", "cancelled", "complete", "skipped"];

/** A step's status; that of a round or branch is the one of its steps that matters most. */
export function statusOf(node: TimelineNode): StepStatus | null {
  if (node.step) return node.step.status;
  const found = new Set(node.children.map(statusOf));
  return WORST.find((status) => found.has(status)) ?? null;
}

/** How the rounds of an `each` stand; null for anything else. `total` counts those that have not begun, too. */
export function roundsOf(node: TimelineNode): { total: number; done: number; failed: number; waiting: number } | null {
  const rounds = node.children.filter((child) => child.kind === "round");
  if (rounds.length === 0) return null;
  const count = { total: Math.max(rounds.length, node.step?.rounds ?? 0), done: 0, failed: 0, waiting: 0 };
  for (const round of rounds) {
    const status = statusOf(round);
    if (status === "complete" || status === "skipped") count.done += 1;
    else if (status === "error") count.failed += 1;
    else if (status === "waiting") count.waiting += 1;
  }
  return count;
}

/** From the first beginning in it to the last end; `end` is null while something goes on. Milliseconds. */
export function spanOf(node: TimelineNode): { start: number; end: number | null } | null {
  const known = spans.get(node);
  if (known !== undefined) return known;
  const parts = [
    ...node.attempts.map((step) => ({
      start: Date.parse(step.startedAt),
      end: step.endedAt === null ? null : Date.parse(step.endedAt),
    })),
    ...node.children.map(spanOf).filter((span) => span !== null),
  ];
  let span: Span | null = null;
  for (const { start, end } of parts) {
    if (!span) span = { start, end };
    else {
      span.start = Math.min(span.start, start);
      span.end = span.end === null || end === null ? null : Math.max(span.end, end);
    }
  }
  spans.set(node, span);
  return span;
}

interface Span {
  start: number;
  end: number | null;
}
/** Nodes are made anew whenever a step changes. */
const spans = new WeakMap<TimelineNode, Span | null>();
