import type { CallToolResult, Tool as McpTool } from "@modelcontextprotocol/sdk/types.js";
import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { authorize, mayAct } from "../access/authorize.ts";
import { AppError } from "../errors.ts";
import { problemResponse } from "../http/problem.ts";
import { fieldPath } from "../http/validate.ts";
import { definitionTools, findDefinitionTool, runDefinition } from "./definition-tools.ts";
import type { McpCall, McpServices } from "./session.ts";
import { TOOLS } from "./tools.ts";

/** What a key's role lets it use: our own tools first, then the definitions. */
export async function listTools(services: McpServices, actor: Actor): Promise<{ tools: McpTool[] }> {
  const own = TOOLS.filter(({ action }) => mayAct(actor, action)).map(({ listed }) => listed);
  const definitions = mayAct(actor, "task.create")
    ? await definitionTools(services.database.db, actor.workspaceId)
    : [];
  return { tools: [...own, ...definitions] };
}

/** Whatever goes wrong is told in words, as a result that the model on the other side can read. */
export async function callTool(
  call: McpCall,
  { name, arguments: args = {} }: { name: string; arguments?: Record<string, unknown> | undefined },
): Promise<CallToolResult> {
  try {
    return toResult(await answer(call, name, args));
  } catch (error) {
    const problem = await problemResponse(error, { method: "tools/call", path: name }, call.services.log).json();
    return { isError: true, content: [{ type: "text", text: problem.detail }] };
  }
}

async function answer(call: McpCall, name: string, args: Record<string, unknown>): Promise<object> {
  const tool = TOOLS.find(({ listed }) => listed.name === name);
  if (tool) {
    authorize(call.actor, tool.action);
    return await tool.run(call, read(tool.args, args));
  }
  const definition = await findDefinitionTool(call.services.database.db, call.actor.workspaceId, name);
  if (!definition) throw new AppError("not_found", `There is no tool "${name}". List the tools to see what there is.`);
  authorize(call.actor, "task.create");
  return await runDefinition(call, definition, args);
}

function read(schema: z.ZodType, args: Record<string, unknown>): unknown {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const words = parsed.error.issues.slice(0, 10).map(({ path, message }) => {
    return path.length === 0 ? message : `"${fieldPath(path)}": ${message}`;
  });
  throw new AppError("unprocessable", `The arguments do not fit. ${words.join("; ")}.`);
}

/** Longer answers would fill a model's memory; the rest is in the API. */
const MOST_CHARS = 100_000;

function toResult(value: object): CallToolResult {
  const text = JSON.stringify(value);
  if (text.length <= MOST_CHARS) {
    return { content: [{ type: "text", text }], structuredContent: value as Record<string, unknown> };
  }
  const cut = `${text.slice(0, MOST_CHARS)}\n… cut here, at ${MOST_CHARS} of ${text.length} characters. The page and the API have the whole.`;
  return { content: [{ type: "text", text: cut }] };
}
