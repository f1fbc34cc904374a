import type { StepWrite } from "./journal.ts";
import { Spent } from "./spent.ts";
import type { StepRow } from "./step-rows.ts";

/** A task's steps as the journal has them, or will have before anything that follows: the last attempt of each place. */
export class RecordedSteps {
  /** what of them models and tools took */
  readonly spent: Spent;
  /** what from outside the task has taken in so far, in words; null: nothing */
  untrusted: string | null;
  /** the step that took it in; null: none, or the task was given it */
  untrustedSince: string | null = null;
  #rows: Map<string, StepRow>;
  #seq: number;

  /** Of the rows of one path, the last stays: they come ordered by attempt. */
  constructor(rows: StepRow[], untrusted: string | null) {
    this.#rows = new Map(rows.map((row) => [row.path, row]));
    this.#seq = rows.reduce((most, row) => Math.max(most, row.seq), 0);
    this.untrusted = untrusted;
    for (const row of rows.filter((row) => row.untrusted).toSorted((a, b) => a.seq - b.seq)) this.#readOutside(row);
    this.spent = new Spent(rows);
  }

  at(path: string): StepRow | undefined {
    return this.#rows.get(path);
  }

  /** What is recorded right below a place: "work.turn3", "work.budget1". */
  below(prefix: string): StepRow[] {
    return [...this.#rows.values()].filter(({ path }) => path.startsWith(prefix));
  }

  nextSeq(): number {
    return ++this.#seq;
  }

  put(step: StepWrite): void {
    if (step.untrusted) this.#readOutside(step);
    const before = this.#rows.get(step.path);
    const after: StepRow = {
      path: step.path,
      attempt: step.attempt,
      seq: step.seq,
      kind: step.kind,
      title: step.title,
      tool: step.tool,
      effect: step.effect,
      status: step.status,
      input: step.input === undefined ? before?.input : step.input,
      output: step.output ?? null,
      error: step.error ?? null,
      idempotency_key: step.idempotencyKey,
      wait: (step.wait as StepRow["wait"]) ?? null,
      untrusted: step.untrusted,
      rule: step.rule,
      rehearsed: step.rehearsed,
      started_at: step.startedAt,
      ended_at: step.endedAt,
    };
    this.#rows.set(step.path, after);
    this.spent.count(before, after);
  }

  /** What was first counts. */
  #readOutside(step: { tool: string | null; kind: string; path: string }): void {
    if (this.untrusted !== null) return;
    this.untrusted = originOf(step);
    this.untrustedSince = step.path;
  }

  /** Whether something would stay open if the task ended now: a question, a sub-task, a call under way. */
  isAnyOpen(): boolean {
    return [...this.#rows.values()].some(
      ({ status, kind }) => status === "waiting" || (status === "running" && !isBlockKind(kind)),
    );
  }

  /** What is under way or waits in a step that is given up; its own `on_error` goes on. */
  openWithin(path: string): StepRow[] {
    return [...this.#rows.values()].filter(
      (row) =>
        (row.status === "waiting" || row.status === "running") &&
        (row.path === path ||
          row.path.startsWith(`${path}[`) ||
          (row.path.startsWith(`${path}.`) && !row.path.startsWith(`${path}.on_error.`))),
    );
  }

  cancel(rows: StepRow[], at: Date): void {
    for (const row of rows) this.#rows.set(row.path, { ...row, status: "cancelled", ended_at: at });
  }

  /** Below a place in the task: time that people took, and whether one is asked right now. */
  personTime(prefix: string, now: Date): { ms: number; open: boolean } {
    let ms = 0;
    let open = false;
    for (const row of this.#rows.values()) {
      // An agent's own work has an input; a step handed to a person has none.
      const isPerson = row.kind === "ask" || (row.kind === "agent" && (row.input ?? null) === null);
      if (!row.path.startsWith(prefix) || !isPerson) continue;
      open ||= row.ended_at === null;
      ms += (row.ended_at ?? now).getTime() - row.started_at.getTime();
    }
    return { ms, open };
  }
}

function originOf({ tool, kind, path }: { tool: string | null; kind: string; path: string }): string {
  return `${tool ?? kind} in step "${path}"`;
}

function isBlockKind(kind: string): boolean {
  return kind === "steps" || kind === "parallel" || kind === "each";
}
