import { sentence } from "@taskwright/api/sentence.ts";
import type { CompiledEach, Scope } from "../definitions/compiled.ts";
import { done, evaluate, failed, stepEvent, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";
import { leavesOf } from "../engine/walk.ts";
import { withDeadline } from "./deadline.ts";
import { foremost } from "./foremost.ts";

const MOST_ROUNDS = 10_000;

/**
 * The same steps for every member of a list, up to `concurrency` at once. The list is recorded when
 * the step begins, so that every replay goes over the same members. A round that waits keeps its place.
 */
export async function walkEach(visit: Visit<CompiledEach>): Promise<StepResult> {
  const { segment, step, path, scope, row } = visit;
  const items = row ? (row.input as { items: unknown[] }).items : listOf(await evaluate(step.items, scope));
  if (items.length > MOST_ROUNDS)
    return failed(
      "too_many",
      `The list has ${items.length} members; a step goes over at most ${MOST_ROUNDS}. Split it over sub-tasks.`,
      { sentence: sentence("failed.too_many", { members: items.length, most: MOST_ROUNDS }) },
    );
  if (!row) segment.note(stepWrite(visit, "running", { input: { items } }));
  segment.progress.expect(leavesOf(step) * (items.length - 1));
  const outputs = Array.from<unknown>({ length: items.length }).fill(null);

  const result = await withDeadline(visit, async (outer) => {
    const halt = new AbortController();
    const lane = outer ? AbortSignal.any([outer, halt.signal]) : halt.signal;
    const results: StepResult[] = [];
    let next = 0;
    const takeRounds = async () => {
      while (next < items.length) {
        const index = next++;
        const inner: Scope = { ...scope, steps: { ...scope.steps }, item: items[index], index };
        const round = await visit.walk(visit, step.steps, inner, `${path}[${index}].`, lane);
        if (round.type !== "done") {
          results.push(round);
          if (round.type === "failed" || round.type === "cancelled") halt.abort();
          return;
        }
        outputs[index] = (step.collect === null ? round.output : await evaluate(step.collect, inner)) ?? null;
      }
    };
    await Promise.all(Array.from({ length: Math.min(step.concurrency, items.length) }, takeRounds));
    return foremost(results) ?? done(outputs);
  });
  if (result.type === "done")
    segment.note(
      stepWrite(visit, "complete", { output: outputs }),
      stepEvent(visit, "completed", { rounds: items.length }),
    );
  return result;
}

/** JSONata gives a single member as itself, and nothing as null. */
function listOf(value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
