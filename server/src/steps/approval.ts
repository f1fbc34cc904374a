import type { Tool } from "../apps/tool.ts";
import type { PolicyDecision } from "../controls/policy.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import type { Wait } from "../engine/step-rows.ts";
import { failed, type StepResult, type Visit } from "../engine/visit.ts";
import { type CallArgs, callTool, readArgs } from "./call.ts";
import { askPerson } from "./question.ts";

/** Asks whether exactly this call may be made. */
export async function askLeave(
  visit: Visit<CompiledUse>,
  tool: Tool,
  { given }: CallArgs,
  { rule, to }: PolicyDecision,
): Promise<StepResult> {
  return await askPerson(
    visit,
    {
      kind: "approval",
      purpose: "control",
      title: visit.title ?? `Let this task call "${tool.title}"?`,
      body: `A person is asked before "${tool.name}" is called: ${rule.text}. Exactly this call is made if you approve.`,
      form: null,
      subject: { tool: tool.name, args: given },
      assignees: to,
      dueMs: null,
    },
    { input: given, tool: tool.name, effect: tool.effect, rule },
  );
}

/** A person has decided about the call. */
export async function afterLeave(
  visit: Visit<CompiledUse>,
  tool: Tool,
  { decision }: Extract<Wait, { type: "person" }>,
): Promise<StepResult> {
  const given = visit.row!.input;
  if (decision!.outcome !== "approve") {
    const why = decision!.comment ? `: ${decision!.comment}` : ".";
    return failed("rejected", `The call of "${tool.name}" was rejected${why}`);
  }
  const read = readArgs(tool, given);
  if ("failure" in read) return read.failure;
  return await callTool(visit, tool, { given, args: read.args });
}
