import type { Decision } from "@taskwright/api/interaction.ts";
import type { Tool, ToolError } from "../apps/tool.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import { failed, type StepResult, type Visit } from "../engine/visit.ts";
import { askPerson } from "./question.ts";
import { type CallArgs, callTool, readArgs } from "./call.ts";

interface Renewable {
  id: number;
  name: string;
  /** who can renew it; null: whoever manages the workspace's */
  ownerLogin: string | null;
}

/** The call needs a connection that has to be renewed: the task waits until somebody has, and then makes it. */
export async function askReconnect(
  visit: Visit<CompiledUse>,
  tool: Tool,
  { given }: CallArgs,
  error: ToolError,
): Promise<StepResult> {
  const connection = error.details?.connection as Renewable;
  const result = await askPerson(visit, {
    kind: "assistance",
    purpose: "reconnect",
    title: `Renew the connection "${connection.name}"`,
    body: `${error.message}\n\nTask "${visit.segment.task.title}" needs it for "${tool.name}" and goes on by itself once the connection is renewed.`,
    form: {
      type: "object",
      required: ["what"],
      properties: {
        what: {
          title: "What now?",
          oneOf: [
            { const: "again", title: "It is renewed: call again" },
            { const: "fail", title: "It will not be: let the step fail" },
          ],
        },
      },
    },
    subject: { tool: tool.name, args: given, connection: { id: connection.id, name: connection.name } },
    assignees: connection.ownerLogin === null ? ["role:builder"] : [`user:${connection.ownerLogin}`],
    dueMs: null,
  });
  // Renewed while the question was opened: whoever renewed it did not see the question.
  await visit.segment.engine.connections.recheck(connection.id);
  return result;
}

export async function afterReconnect(
  visit: Visit<CompiledUse>,
  tool: Tool,
  given: unknown,
  decision: Decision,
): Promise<StepResult> {
  if ((decision.answer as { what?: string } | null)?.what === "fail") {
    return failed("reconnect", `"${tool.name}" was not called: its connection was not renewed.`);
  }
  const read = readArgs(tool, given);
  return "failure" in read ? read.failure : await callTool(visit, tool, { given, args: read.args });
}
