import type { CompiledAgent, CompiledUse } from "../../definitions/compiled.ts";
import type { StepRow, Wait } from "../../engine/step-rows.ts";
import { evaluate, evaluateText, type StepResult, type Visit } from "../../engine/visit.ts";
import { askPerson, stayParked } from "../question.ts";
import { constant, innerStep } from "./inner.ts";
import { grantedTools } from "./offer.ts";

/** As many as a page can show. */
const MOST_TOOLS = 300;
import { madeAnswer } from "../made-answer.ts";
import { assume } from "../rehearse.ts";

/**
 * No model is connected: a person reads the instructions, does the work, with the agent's tools if
 * they help, and fills in the expected output; the task goes on from there.
 */
export async function handOver(visit: Visit<CompiledAgent>): Promise<StepResult> {
  const { segment, step, scope } = visit;
  if (segment.task.dry_run?.approvals === "assume") return assume(visit, madeAnswer(step.output));
  const catalog = await segment.engine.catalogs.of(segment.task.workspace_id);
  const tools = grantedTools(catalog, segment.agentRules).map(({ name }) => name);
  return await askPerson(visit, {
    kind: "handover",
    purpose: "result",
    title: visit.title ?? `Please do "${step.id}"`,
    body: await evaluateText(step.instructions, scope),
    form: step.output,
    subject: await evaluate(step.with, scope),
    assignees: ["role:operator"],
    dueMs: null,
    tools: tools.slice(0, MOST_TOOLS),
  });
}

/** Waits for the person, and makes the calls they ask for meanwhile. */
export async function attend(
  visit: Visit<CompiledAgent>,
  wait: Extract<Wait, { type: "person" }>,
): Promise<StepResult> {
  const { segment, path, scope } = visit;
  const asked = segment.steps.below(`${path}.call`).filter(({ kind }) => kind === "use");
  const results = await Promise.all(
    asked.map(
      async (row) => await visit.walk(visit, [callOf(row, path)], { ...scope, steps: {} }, `${path}.`, visit.lane),
    ),
  );
  const stopped = results.find(({ type }) => type === "stopped");
  return stopped ?? stayParked(visit, wait);
}

/** The rules decide as for the definition's own calls: a person chose this one. */
function callOf(row: StepRow, path: string): CompiledUse {
  const id = row.path.slice(path.length + 1);
  const base = { ...innerStep(id), onError: "continue" as const };
  return {
    ...base,
    kind: "use",
    tool: row.tool!,
    with: constant(row.input ?? {}),
    steady: true,
    chosenBy: "definition",
  };
}
