import { sentence } from "@taskwright/api/sentence.ts";
import type { Step, StepBodyQuery, StepDetails, StepListQuery } from "@taskwright/api/step.ts";
import { sql } from "kysely";
import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { type Page, readCursor, toPage } from "../lib/cursor.ts";
import type { CallCost } from "../models/models.ts";
import { bodyFile, isLonger, longBody, shortBody, WHOLE_BYTES } from "./bodies.ts";
import { assertTask } from "./read.ts";
import { toError } from "./task.ts";

/** Inputs and outputs up to so many bytes come with a list. */
const SHORT_BYTES = 16_384;

/** In the order they began; attempts of a step are rows of their own. Long bodies stay where they are. */
export async function listSteps(
  db: Db,
  actor: Actor,
  id: number,
  query: z.output<typeof StepListQuery>,
): Promise<Page<Step>> {
  await assertTask(db, actor, id);
  const after = readCursor(query.cursor, isPlace) ?? [0, "", 0];
  const most = query.bodies === "none" ? 0 : SHORT_BYTES;
  const rows = await selectSteps(db, id, most)
    .where(sql<boolean>`(seq, path, attempt) > (${after[0]}, ${after[1]}, ${after[2]})`)
    .orderBy("seq")
    .orderBy("path")
    .orderBy("attempt")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, toStep, (row) => [row.seq, row.path, row.attempt]);
}

/** One attempt, the latest unless another is asked for. */
export async function getStep(
  db: Db,
  actor: Actor,
  { id, path }: { id: number; path: string },
  attempt: number | undefined,
): Promise<StepDetails> {
  await assertTask(db, actor, id);
  let select = selectSteps(db, id, WHOLE_BYTES)
    .select(["error as whole_error", longBody("input").as("long_input"), longBody("output").as("long_output")])
    .where("path", "=", path)
    .orderBy("attempt", "desc")
    .limit(1);
  if (attempt !== undefined) select = select.where("attempt", "=", attempt);
  const row = await select.executeTakeFirst();
  if (!row) throw noStep(id, path);
  const { input, output } = { input: row.long_input, output: row.long_output };
  return {
    ...toStep({ ...row, error: row.whole_error }),
    long: { ...(input && { input }), ...(output && { output }) },
  };
}

/** The whole body as it is kept, however long: JSON to be saved, or read by whoever asked for all of it. */
export async function readStepBody(
  db: Db,
  actor: Actor,
  { id, path, attempt, part }: { id: number; path: string } & z.output<typeof StepBodyQuery>,
): Promise<Response> {
  await assertTask(db, actor, id);
  let select = db
    .selectFrom("steps")
    .select(sql<string | null>`${sql.ref(part)}::text`.as("body"))
    .where("task_id", "=", id)
    .where("path", "=", path)
    .orderBy("attempt", "desc")
    .limit(1);
  if (attempt !== undefined) select = select.where("attempt", "=", attempt);
  const row = await select.executeTakeFirst();
  if (!row) throw noStep(id, path);
  const name = `task-${id}-${path.replace(/[^\w.-]+/g, "_").slice(0, 100)}-${part}.json`;
  return bodyFile(row.body, name);
}

function noStep(id: number, path: string): AppError {
  return new AppError("not_found", `Task #${id} has no step "${path}", or it has not begun.`, {
    sentence: sentence("refused.no_step", { task: id, step: path }),
  });
}

function selectSteps(db: Db, taskId: number, most: number) {
  return db
    .selectFrom("steps")
    .select([
      "path",
      "attempt",
      "seq",
      "kind",
      "title",
      "tool",
      "effect",
      "status",
      "wait",
      "untrusted",
      "rule",
      "rehearsed",
      "started_at",
      "ended_at",
    ])
    .select(["tokens_in", "tokens_cached", "tokens_out", "cost_micros"])
    .select([
      shortBody("input", most).as("input"),
      shortBody("output", most).as("output"),
      isLonger("input", most).as("no_input"),
      isLonger("output", most).as("no_output"),
      sql<unknown>`case when octet_length(error::text) > 2000 then ((error::jsonb) - 'details')::json else error end`.as(
        "error",
      ),
      sql<number | null>`case when kind = 'each' and json_typeof(input -> 'items') = 'array'
        then json_array_length(input -> 'items') end`.as("rounds"),
    ])
    .select(
      sql<boolean | null>`case when kind = 'model' then (output -> 'failed')::jsonb @> '[{"estimated": true}]' end`.as(
        "estimated",
      ),
    )
    .where("task_id", "=", taskId);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectSteps>["execute"]>>[number];

function toStep(row: Row): Step {
  return {
    path: row.path,
    attempt: row.attempt,
    seq: row.seq,
    kind: row.kind as Step["kind"],
    title: row.title,
    tool: row.tool,
    effect: row.effect,
    status: row.status,
    input: row.input ?? null,
    output: row.output ?? null,
    error: toError(row.error),
    wait: row.wait ?? null,
    untrusted: row.untrusted,
    rule: row.rule ?? null,
    rehearsed: row.rehearsed ?? null,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    durationMs: row.ended_at === null ? null : row.ended_at.getTime() - row.started_at.getTime(),
    usage: usageOf(row),
    rounds: row.rounds,
    omitted: [...(row.no_input ? (["input"] as const) : []), ...(row.no_output ? (["output"] as const) : [])],
  };
}

function isPlace(value: unknown): value is [number, string, number] {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    typeof value[0] === "number" &&
    typeof value[1] === "string" &&
    typeof value[2] === "number"
  );
}

/** Of a model's turn. One that failed, or was given up, has what it took in its error. */
function usageOf({ tokens_in, tokens_cached, tokens_out, cost_micros, estimated, error }: Row): Step["usage"] {
  if (tokens_in !== null) {
    return {
      tokensIn: tokens_in,
      tokensCached: tokens_cached ?? 0,
      tokensOut: tokens_out ?? 0,
      costMicros: cost_micros,
      estimated: estimated ?? false,
    };
  }
  const calls = (error as { details?: { spent?: CallCost[] } } | null)?.details?.spent;
  if (!calls) return null;
  const sum = (of: (call: CallCost) => number) => calls.reduce((total, call) => total + of(call), 0);
  return {
    tokensIn: sum(({ usage }) => usage.inputTokens),
    tokensCached: sum(({ usage }) => usage.cachedInputTokens),
    tokensOut: sum(({ usage }) => usage.outputTokens),
    costMicros: calls.some(({ costMicros }) => costMicros !== null) ? sum(({ costMicros }) => costMicros ?? 0) : null,
    estimated: calls.some((call) => call.estimated),
  };
}
