import type { OutlineList, OutlineStep } from "./outline.ts";

export interface Box {
  id: string;
  step: OutlineStep;
  /** the list of a block it is the head of; null: a step */
  list: OutlineList["role"] | null;
  parent: string | null;
  /** within its parent */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Line {
  from: string;
  to: string;
  /** leads to what runs when the step fails */
  error: boolean;
}

/** Where lines leave and arrive: the same for all, so that a column has straight ones. */
export const LINE_X = 108;
const STEP = { width: 216, height: 56 };
const HEAD = 54;
const PAD = 16;
const GAP = 36;
const BESIDE = 28;

/**
 * Boxes and lines of a definition. A definition is lists within lists, so each list is a column, branches stand side by side,
 * and what runs on an error stands to the right: places that never jump, whatever the layout before.
 */
export function layoutOf(steps: readonly OutlineStep[]): {
  boxes: Box[];
  lines: Line[];
  width: number;
  height: number;
} {
  const boxes: Box[] = [];
  const lines: Line[] = [];
  const size = column(steps, null, 0, 0);
  return { boxes, lines, ...size };

  function column(list: readonly OutlineStep[], parent: string | null, x: number, y: number): Size {
    let height = 0;
    let width = 0;
    for (const [index, step] of list.entries()) {
      if (index > 0) {
        height += GAP;
        lines.push({ from: list[index - 1]!.path, to: step.path, error: false });
      }
      const size = place(step, parent, x, y + height);
      height += size.height;
      width = Math.max(width, size.width);
    }
    return { width, height };
  }

  /** A step, and what runs on its error beside it. */
  function place(step: OutlineStep, parent: string | null, x: number, y: number): Size {
    const onError = step.lists.find(({ role }) => role === "on_error");
    const own = block(step, parent, x, y);
    if (!onError) return own;
    const id = `${step.path}.on_error`;
    const at = boxes.length;
    const inner = column(onError.steps, id, PAD, HEAD);
    const box = { width: inner.width + 2 * PAD, height: inner.height + HEAD + PAD };
    boxes.splice(at, 0, { id, step, list: "on_error", parent, x: x + own.width + BESIDE, y, ...box });
    lines.push({ from: step.path, to: id, error: true });
    return { width: own.width + BESIDE + box.width, height: Math.max(own.height, box.height) };
  }

  function block(step: OutlineStep, parent: string | null, x: number, y: number): Size {
    const lists = step.lists.filter(({ role }) => role !== "on_error");
    if (lists.length === 0) {
      boxes.push({ id: step.path, step, list: null, parent, x, y, ...STEP });
      return STEP;
    }
    const at = boxes.length;
    let width = 0;
    let height = 0;
    for (const list of lists) {
      // parallel branches and the two ways of an `if` stand side by side
      const ways = list.role === "parallel" ? list.steps.map((branch) => [branch]) : [list.steps];
      for (const way of ways) {
        const inner = column(way, step.path, PAD + width + (width > 0 ? BESIDE : 0), HEAD);
        width += inner.width + (width > 0 ? BESIDE : 0);
        height = Math.max(height, inner.height);
      }
    }
    const size = { width: Math.max(width + 2 * PAD, STEP.width), height: height + HEAD + PAD };
    // a block comes before what is in it
    boxes.splice(at, 0, { id: step.path, step, list: lists[0]!.role, parent, x, y, ...size });
    return size;
  }
}

interface Size {
  width: number;
  height: number;
}
