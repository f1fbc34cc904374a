import type { TaskSpent } from "@taskwright/api/task.ts";
import type { CompiledModel } from "../definitions/compiled.ts";
import type { CallCost } from "../models/models.ts";
import type { Spending } from "./journal.ts";
import type { StepRow } from "./step-rows.ts";

/** What a model's turn is announced with. */
export interface ModelInput {
  purpose: CompiledModel["purpose"];
  modelId: number;
  /** how many */
  messages: number;
  /** while its answer is awaited: what it will have taken if nobody hears it */
  sent?: CallCost[];
}

/** What a model's turn leaves in its record; of one that failed or was given up only the calls, as its error's `details.spent`. */
export interface TurnOutput extends CallCost {
  /** calls that failed before one answered: another model's, in its place */
  failed?: CallCost[];
}

const NOTHING: TaskSpent = {
  modelCalls: 0,
  toolCalls: 0,
  tokensIn: 0,
  tokensCached: 0,
  tokensOut: 0,
  tokensNew: 0,
  costMicros: 0,
  unpricedCalls: 0,
  estimatedCalls: 0,
};

/** The sums over a task's steps, kept while it runs. They follow from the journal and from nothing else. */
export class Spent {
  readonly sums: TaskSpent = { ...NOTHING };
  /** the sums as they were last written */
  #written: TaskSpent;

  constructor(rows: Iterable<StepRow>) {
    for (const row of rows) this.count(undefined, row);
    this.#written = { ...this.sums };
  }

  count(before: StepRow | undefined, after: StepRow): void {
    add(this.sums, costOf(after), 1);
    if (before && before.attempt === after.attempt) add(this.sums, costOf(before), -1);
  }

  /** What has come since the last time, and the time it took; undefined: nothing, or no model works on this task. */
  take(runningMs: number, last: boolean): Spending | undefined {
    const { sums } = this;
    if (sums.modelCalls === 0) return undefined;
    const before = this.#written;
    const spending: Spending = {
      costMicros: sums.costMicros - before.costMicros,
      tokens: sums.tokensNew - before.tokensNew,
      calls: sums.toolCalls - before.toolCalls,
      runningMs: Math.round(runningMs),
    };
    if (!last && spending.costMicros + spending.tokens + spending.calls === 0) return undefined;
    this.#written = { ...sums };
    return spending;
  }
}

export function sumOf(calls: CallCost[]): TaskSpent {
  const sums = { ...NOTHING };
  for (const call of calls) addCall(sums, call);
  return sums;
}

function add(sums: TaskSpent, cost: Partial<TaskSpent>, sign: 1 | -1): void {
  for (const [key, value] of Object.entries(cost) as [keyof TaskSpent, number][]) sums[key] += sign * value;
}

function costOf(row: StepRow): Partial<TaskSpent> {
  if (row.kind === "use") return row.status === "complete" || row.status === "error" ? { toolCalls: 1 } : {};
  const sums: Partial<TaskSpent> = {};
  for (const call of callsOf(row)) addCall(sums, call);
  return sums;
}

function callsOf({ kind, status, output, error }: StepRow): CallCost[] {
  if (kind !== "model") return [];
  if (status === "error" || status === "cancelled")
    return (error?.details as { spent?: CallCost[] } | undefined)?.spent ?? [];
  if (status !== "complete") return [];
  const turn = output as TurnOutput | null;
  // Null: a person has skipped it.
  return turn ? [turn, ...(turn.failed ?? [])] : [];
}

function addCall(sums: Partial<TaskSpent>, { usage, costMicros, estimated }: CallCost): void {
  const cost = {
    modelCalls: 1,
    tokensIn: usage.inputTokens,
    tokensCached: usage.cachedInputTokens,
    tokensOut: usage.outputTokens,
    tokensNew: usage.newTokens,
    costMicros: costMicros ?? 0,
    unpricedCalls: costMicros === null ? 1 : 0,
    estimatedCalls: estimated ? 1 : 0,
  };
  for (const [key, value] of Object.entries(cost) as [keyof TaskSpent, number][]) sums[key] = (sums[key] ?? 0) + value;
}
