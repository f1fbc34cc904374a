import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Effect } from "@taskwright/api/step.ts";
import { AppError } from "../../errors.ts";
import type { ImportedTool } from "../imported/imported-tool.ts";
import { toolNames } from "../imported/names.ts";
import type { JsonSchema } from "../tool.ts";

/** How a server's tool is called. */
export interface McpCall {
  tool: string;
  idempotent: boolean;
  /** which argument names the connection; absent where the tool has one of that name itself */
  connectionArg?: "connection";
  signsIn: "may" | "never";
}

const MOST_TOOLS = 1_000;
const MOST_PAGES = 100;
const LONGEST_SCHEMA = 64 * 1024;

type Listed = Awaited<ReturnType<Client["listTools"]>>["tools"][number];

/** Everything that a server offers, within limits. */
export async function listedTools(client: Client): Promise<Listed[]> {
  const tools: Listed[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await client.listTools(cursor === undefined ? {} : { cursor }, { timeout: 20_000 });
    tools.push(...answer.tools);
    if (tools.length > MOST_TOOLS) {
      throw new AppError("too_large", `The server offers more than ${MOST_TOOLS} tools, which nobody could confirm.`);
    }
    cursor = answer.nextCursor;
    if (cursor === undefined) return tools;
  }
  throw new AppError("too_large", "The server's list of tools has no end.");
}

/** As tools of an app. What a server says of their effect is a proposal. */
export function toImported(app: string, listed: Listed[]): ImportedTool[] {
  const nameFor = toolNames(app);
  return listed
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((tool): ImportedTool[] => {
      const args = tool.inputSchema as JsonSchema;
      const result = (tool.outputSchema as JsonSchema | undefined) ?? null;
      if (JSON.stringify([args, result]).length > LONGEST_SCHEMA) return [];
      const properties = Object(args.properties ?? {}) as Record<string, unknown>;
      const ownConnection = Object.hasOwn(properties, "connection");
      const name = nameFor(tool.name);
      const call: McpCall = {
        tool: tool.name,
        idempotent: tool.annotations?.readOnlyHint === true || tool.annotations?.idempotentHint === true,
        signsIn: ownConnection ? "never" : "may",
        ...(ownConnection ? {} : { connectionArg: "connection" }),
      };
      return [
        {
          name,
          title: (tool.title ?? tool.annotations?.title ?? name).slice(0, 200),
          description: (tool.description ?? "").slice(0, 4_000),
          effect: effectOf(tool.annotations),
          args: ownConnection ? args : withConnection(args, properties),
          result,
          call,
        },
      ];
    });
}

function withConnection(args: JsonSchema, properties: Record<string, unknown>): JsonSchema {
  const connection = { type: "string", description: "the name of a connection to sign in with" };
  return { ...args, properties: { ...properties, connection } };
}

function effectOf(annotations: Listed["annotations"]): Effect {
  return annotations?.readOnlyHint === true ? "read" : "external";
}
