import type { Tool, ToolError } from "../apps/tool.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import type { StepResult, Visit } from "../engine/visit.ts";
import { askPerson } from "./question.ts";

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
  given: unknown,
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
