import { sentence } from "@taskwright/api/sentence.ts";
import type { TaskError } from "@taskwright/api/task.ts";
import type { StepWrite } from "./journal.ts";
import type { Segment } from "./segment.ts";
import type { ModelInput } from "./spent.ts";
import type { StepRow } from "./step-rows.ts";

/**
 * Turns of a model that were announced and never answered: whoever asked is gone, or goes now. The provider has
 * read the question and is paid for it, so what it takes to read is counted, as an estimate, in an attempt of its
 * own; the next attempt asks again. Once the first is written it has ended, so nobody counts it twice.
 */
export function countLostTurns(segment: Segment): void {
  for (const row of segment.steps.below("")) {
    const { sent } = (row.input ?? {}) as Partial<ModelInput>;
    if (row.kind !== "model" || row.status !== "running" || !sent) continue;
    const now = segment.now();
    const { path, attempt, kind, title } = row;
    const error: TaskError = {
      code: "answer_lost",
      message: "The program stopped while the model was answering. What the question took is estimated.",
      sentence: sentence("failed.answer_lost", {}),
      retryable: true,
      details: { spent: sent },
      stepPath: path,
    };
    segment.note(
      { ...writeOf(row), status: "error", error, endedAt: now },
      {
        kind: "step.failed",
        data: { path, attempt, kind, ...(title !== null && { title }), error, retryAt: now },
      },
    );
    segment.note({
      ...writeOf(row),
      attempt: attempt + 1,
      seq: segment.steps.nextSeq(),
      status: "waiting",
      wait: { type: "retry", until: now.toISOString() },
      startedAt: now,
    });
  }
}

/** The record as it is, but for what it was asked. */
function writeOf(row: StepRow): StepWrite {
  return {
    path: row.path,
    attempt: row.attempt,
    seq: row.seq,
    kind: row.kind,
    title: row.title,
    tool: row.tool,
    effect: row.effect,
    status: row.status,
    idempotencyKey: row.idempotency_key,
    untrusted: row.untrusted,
    rule: row.rule,
    rehearsed: row.rehearsed,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}
