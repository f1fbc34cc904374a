import type { Sentence } from "@taskwright/api/sentence.ts";
import type { DecidingRule } from "@taskwright/api/policy.ts";
import type { Effect, Rehearsed, StepKind, StepStatus } from "@taskwright/api/step.ts";
import type { TaskError } from "@taskwright/api/task.ts";
import type { Decision, InteractionPurpose } from "@taskwright/api/interaction.ts";
import { type Db, json, prepared, run } from "../db/database.ts";
import type { StepWrite } from "./journal.ts";

/** What a waiting step waits for. Moments are ISO 8601. */
export type Wait =
  | { type: "retry"; until: string }
  | { type: "delay"; until: string }
  | { type: "event"; name: string; key: string | null; until: string | null }
  | { type: "subtask"; taskId: number }
  | {
      type: "person";
      interactionId: number;
      purpose: InteractionPurpose;
      until: string | null;
      text: string;
      /** the text for other languages; rows of old have none */
      sentence?: Sentence;
      decision?: Decision;
      /** what whoever does an agent's step may call */
      tools?: string[];
    };

/** A step as the journal has it. */
export interface StepRow {
  path: string;
  attempt: number;
  seq: number;
  kind: StepKind;
  title: string | null;
  tool: string | null;
  effect: Effect | null;
  status: StepStatus;
  input: unknown;
  output: unknown;
  error: TaskError | null;
  idempotency_key: string | null;
  wait: Wait | null;
  untrusted: boolean;
  rule: DecidingRule | null;
  rehearsed: Rehearsed | null;
  started_at: Date;
  ended_at: Date | null;
}

export interface RecordedStep extends StepRow {
  task_id: number;
}

/** All recorded steps of some tasks, attempts in order. */
export async function loadSteps(db: Db, taskIds: number[]): Promise<RecordedStep[]> {
  if (taskIds.length === 0) return [];
  return await run(db, LOAD, [taskIds]);
}

const LOAD = prepared(
  "engine_load_steps",
  `select task_id, path, attempt, seq, kind, title, tool, effect, status, input, output, error, idempotency_key, wait, untrusted, rule, rehearsed, started_at, ended_at
   from steps where task_id = any($1::bigint[]) order by task_id, path, attempt`,
);

/** Writes one step in a transaction of its own kind: opening a question, starting a sub-task. */
export async function writeStep(tx: Db, taskId: number, step: StepWrite): Promise<void> {
  await run(tx, WRITE, [
    taskId,
    step.path,
    step.attempt,
    step.seq,
    step.kind,
    step.title,
    step.tool,
    step.effect,
    step.status,
    json(step.input),
    json(step.output),
    json(step.error),
    step.idempotencyKey,
    json(step.wait),
    step.untrusted,
    json(step.rule),
    json(step.rehearsed),
    step.startedAt,
    step.endedAt,
  ]);
}

const WRITE = prepared(
  "engine_write_step",
  `insert into steps (task_id, path, attempt, seq, kind, title, tool, effect, status, input, output, error, idempotency_key, wait, untrusted, rule, rehearsed, started_at, ended_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::json, $11::json, $12::json, $13, $14::jsonb, $15, $16::jsonb, $17::jsonb, $18, $19)
   on conflict (task_id, path, attempt) do update set
     title = excluded.title, status = excluded.status, input = coalesce(excluded.input, steps.input), output = excluded.output,
     error = excluded.error, idempotency_key = excluded.idempotency_key, wait = excluded.wait, untrusted = excluded.untrusted, rule = excluded.rule,
     rehearsed = excluded.rehearsed, ended_at = excluded.ended_at`,
);
