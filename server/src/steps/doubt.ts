import { sentence } from "@taskwright/api/sentence.ts";
import type { Decision } from "@taskwright/api/interaction.ts";
import type { Tool } from "../apps/tool.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import { done, failed, stepEvent, type StepResult, stepWrite, type Visit } from "../engine/visit.ts";
import { actionByWord } from "./external-action.ts";
import { askPerson } from "./question.ts";
import { callTool, readArgs } from "./call.ts";
import { mayRepeat } from "./run-tool.ts";

/** Begun by an earlier segment and not recorded: nobody knows whether the call was made. */
export async function settleDoubt(visit: Visit<CompiledUse>, tool: Tool): Promise<StepResult> {
  const given = visit.row!.input;
  if (mayRepeat(tool, given)) return await repeat(visit, tool, given);
  return await askDoubt(visit, tool, given);
}

async function repeat(visit: Visit<CompiledUse>, tool: Tool, given: unknown): Promise<StepResult> {
  const read = readArgs(tool, given);
  return "failure" in read ? read.failure : await callTool(visit, tool, { given, args: read.args });
}

/** A call was begun, then everything stopped. The tool cannot tell what became of it; a person can find out. */
async function askDoubt(visit: Visit<CompiledUse>, tool: Tool, args: unknown): Promise<StepResult> {
  return await askPerson(visit, {
    kind: "assistance",
    purpose: "doubt",
    title: `Did "${tool.title}" happen?`,
    body: `Task "${visit.segment.task.title}" was interrupted while it called "${tool.name}", and the tool cannot tell whether the call went through. Please look on the other side.`,
    form: {
      type: "object",
      required: ["what"],
      properties: {
        what: {
          title: "What now?",
          oneOf: [
            { const: "happened", title: "It happened: go on without calling again" },
            { const: "repeat", title: "It did not happen: call it" },
            { const: "fail", title: "Neither: let the step fail" },
          ],
        },
      },
    },
    subject: { tool: tool.name, args },
    assignees: ["role:operator", "role:approver"],
    dueMs: null,
  });
}

export async function afterDoubt(
  visit: Visit<CompiledUse>,
  tool: Tool,
  args: unknown,
  decision: Decision,
): Promise<StepResult> {
  const what = (decision.answer as { what?: string } | null)?.what;
  if (what === "repeat") return await repeat(visit, tool, args);
  if (what === "happened") {
    visit.segment.note(
      stepWrite(visit, "complete", { output: null, action: actionByWord(tool) }),
      stepEvent(visit, "completed", { settledByPerson: true }),
    );
    return done(null);
  }
  return failed("in_doubt", `It is not known what became of the call of "${tool.name}".`, {
    sentence: sentence("failed.in_doubt", { tool: tool.name }),
  });
}
