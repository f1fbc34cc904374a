import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import {
  CallToolRequestSchema,
  InitializeRequestSchema,
  isJSONRPCErrorResponse,
  isJSONRPCResultResponse,
  ListToolsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { Caller } from "../access/authenticate.ts";
import { VERSION } from "../system/info.ts";
import { callTool, listTools } from "./call-tool.ts";
import { takeReply } from "./replies.ts";
import { asksUser, type McpCall, type McpServices, sessionName } from "./session.ts";

const INSTRUCTIONS =
  "Taskwright runs tasks step by step and asks people where their definition says so. Tools named run_… start a task of one " +
  "definition each; list_definitions finds the others, start_task starts any of them. wait_for_task says how a task goes on; " +
  "when it waits for a person, list_questions and answer_question. Never answer an approval without asking your user.";

/** One request of a client: a server and a transport of its own, gone with its answer. */
export async function serveMcp(
  services: McpServices,
  caller: Caller,
  request: Request,
  body: unknown,
): Promise<Response> {
  const messages: unknown[] = Array.isArray(body) ? body : [body];
  const replies = messages.filter((message) => isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message));
  for (const reply of replies) await takeReply(services, caller.actor, reply);
  const others = messages.filter((message) => !replies.includes(message as never));
  if (others.length === 0 && replies.length > 0) return new Response(null, { status: 202 });

  const transport = new WebStandardStreamableHTTPServerTransport();
  // oxlint-disable-next-line typescript/no-deprecated -- the high-level one takes zod schemas alone; ours are JSON Schema
  const server = new Server(
    { name: "taskwright", title: "Taskwright", version: VERSION },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.onerror = (error) => services.log.debug({ err: error }, "an MCP client sent what cannot be served");
  const stopWatching = services.authenticator.onChange(() => void endIfRevoked());
  server.onclose = stopWatching;
  async function endIfRevoked(): Promise<void> {
    // No answer from the database says nothing about the key.
    const still = await services.authenticator.authenticate(request.headers).catch(() => caller);
    if (!still) await server.close();
  }

  const call = (extra: Pick<McpCall, "signal" | "requestId" | "progressToken">): McpCall => ({
    ...extra,
    services,
    actor: caller.actor,
    asksUser: asksUser(request.headers.get("mcp-session-id")),
    page: services.config.baseUrl ?? new URL(request.url).origin,
    send: async (message) => await transport.send(message, { relatedRequestId: extra.requestId }),
  });
  server.setRequestHandler(ListToolsRequestSchema, async () => await listTools(services, caller.actor));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, requestId, _meta }) => {
    return await callTool(call({ signal, requestId, progressToken: _meta?.progressToken }), params);
  });
  await server.connect(transport);

  const whole = others.length === 1 && !Array.isArray(body) ? others[0] : others;
  const response = await transport.handleRequest(request, { parsedBody: whole });
  const headers = new Headers(response.headers);
  const start = InitializeRequestSchema.safeParse(others[0]);
  if (start.success && response.ok) headers.set("mcp-session-id", sessionName(start.data.params.capabilities));
  const close = async () => await server.close();
  if (!response.body) await close();
  return new Response(response.body && untilClosed(response.body, close), { status: response.status, headers });
}

/** The same bytes; calls `close` once all were read, or the reader went. */
function untilClosed(body: ReadableStream<Uint8Array>, close: () => Promise<void>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      controller.close();
      await close();
    },
    async cancel(reason) {
      await reader.cancel(reason);
      await close();
    },
  });
}
