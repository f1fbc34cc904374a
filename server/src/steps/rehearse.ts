import type { DecidingRule } from "@taskwright/api/policy.ts";
import type { Rehearsed } from "@taskwright/api/step.ts";
import { resultSchema, type Tool } from "../apps/tool.ts";
import { prepared, run } from "../db/database.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import { done, stepEvent, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";
import { madeAnswer } from "./made-answer.ts";

/**
 * In a dry run: a call that would change something is not made. It is answered with what the last real
 * run got at this place, or with something that fits what the tool promises.
 */
export async function rehearse(
  visit: Visit<CompiledUse>,
  tool: Tool,
  given: unknown,
  rule?: DecidingRule,
): Promise<StepResult> {
  const { task, engine } = visit.segment;
  const [record] = await run<{ output: unknown; task_id: number }>(engine.db, LAST, [
    task.definition_id,
    visit.path,
    tool.name,
  ]);
  const output = record ? record.output : madeAnswer(resultSchema(tool));
  const rehearsed: Rehearsed = record ? { from: "record", taskId: record.task_id } : { from: "schema" };
  visit.segment.note(
    stepWrite(visit, "complete", {
      input: given,
      tool: tool.name,
      effect: tool.effect,
      output,
      rehearsed,
      ...(rule ? { rule } : {}),
    }),
    stepEvent(visit, "completed", { rehearsed }),
  );
  return done(output);
}

/** In a dry run that takes people's agreement as given: what is recorded in place of asking. */
export function assume(visit: Visit, output: unknown, from: "assumed" | "skipped" = "assumed"): StepResult {
  const rehearsed: Rehearsed = { from };
  visit.segment.note(stepWrite(visit, "complete", { output, rehearsed }), stepEvent(visit, "completed", { rehearsed }));
  return done(output);
}

/** How far back is looked for a real run that came here. */
const RUNS = 200;
const LAST = prepared(
  "steps_last_answer",
  `select s.output, s.task_id from (
     select id from tasks where definition_id = $1 and dry_run is null order by id desc limit ${RUNS}
   ) t join steps s on s.task_id = t.id
   where s.path = $2 and s.tool = $3 and s.status = 'complete' and s.output is not null
   order by s.task_id desc limit 1`,
);
