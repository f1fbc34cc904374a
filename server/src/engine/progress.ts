import type { PlanItem, TaskProgress } from "@taskwright/api/task.ts";
import type { CompiledStep } from "../definitions/compiled.ts";

/** How far a task has come: the steps behind it, the one under way, and what agents say of theirs. */
export class Progress {
  #done = 0;
  #total: number;
  #current: { path: string; title: string | null } | null = null;
  #plans = new Map<string, PlanItem[]>();

  constructor(leafCount: number) {
    this.#total = Math.max(1, leafCount);
  }

  begin(step: CompiledStep, path: string, title: string | null): void {
    const isShown = step.kind !== "steps" && step.kind !== "parallel" && step.kind !== "each";
    if (isShown && step.kind !== "model" && step.kind !== "note") this.#current = { path, title };
  }

  /** A step that is no block is behind us. */
  finish(leaves: number): void {
    this.#done += leaves;
  }

  /** A list turned out to hold more rounds than the one that was counted. */
  expect(leaves: number): void {
    this.#total += leaves;
  }

  /** An agent's own account of its step; null: the step is behind us, and counts as such. */
  plan(path: string, items: PlanItem[] | null): void {
    this.#plans.delete(path);
    if (items) this.#plans.set(path, items);
  }

  now(): TaskProgress {
    const plans = [...this.#plans.values()];
    const done = this.#done + plans.reduce((sum, items) => sum + shareDone(items), 0);
    return {
      step: this.#current?.path ?? null,
      title: this.#current?.title ?? null,
      percent: Math.min(99, Math.max(0, Math.round((100 * done) / Math.max(1, this.#total)))),
      done: this.#done,
      total: this.#total,
      ...(plans.length > 0 ? { estimated: true, plan: plans.at(-1)! } : {}),
    };
  }

  complete(): TaskProgress {
    return { step: null, percent: 100, done: this.#total, total: this.#total };
  }
}

/** What of a plan is behind: an item under way counts as half. */
function shareDone(items: PlanItem[]): number {
  const meant = items.filter(({ state }) => state !== "dropped");
  const done = meant.reduce((sum, { state }) => sum + (state === "done" ? 1 : state === "doing" ? 0.5 : 0), 0);
  // Only the end of the step is the end.
  return meant.length === 0 ? 0 : (0.95 * done) / meant.length;
}
