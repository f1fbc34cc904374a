import { sentence } from "@taskwright/api/sentence.ts";
import type { Decision } from "@taskwright/api/interaction.ts";
import type { Tool } from "../apps/tool.ts";
import type { CompiledUse } from "../definitions/compiled.ts";
import { failed, type StepResult, type Visit } from "../engine/visit.ts";
import { callTool, readArgs } from "./call.ts";

/** Somebody renewed the connection, or will not. */
export async function afterReconnect(
  visit: Visit<CompiledUse>,
  tool: Tool,
  given: unknown,
  decision: Decision,
): Promise<StepResult> {
  if ((decision.answer as { what?: string } | null)?.what === "fail") {
    return failed("reconnect", `"${tool.name}" was not called: its connection was not renewed.`, {
      sentence: sentence("failed.not_reconnected", { tool: tool.name }),
    });
  }
  const read = readArgs(tool, given);
  return "failure" in read ? read.failure : await callTool(visit, tool, { given, args: read.args });
}
