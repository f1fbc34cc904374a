import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { OpenConnection } from "../../connections/open.ts";
import { ReconnectNeeded } from "../../connections/reconnect.ts";
import { AppError, messageOf } from "../../errors.ts";
import type { AppServices } from "../app.ts";
import type { CalledApp } from "../imported/tools.ts";
import { type ToolCall, ToolError } from "../tool.ts";
import { answerOf } from "./answer.ts";
import { connectMcp, type McpMeans, McpUnauthorized } from "./connect.ts";
import type { McpCall } from "./tools.ts";

/** A tool as the catalogue of this process has it. */
export interface CalledTool extends McpCall {
  name: string;
  version: string;
  result: Record<string, unknown> | null;
}

export interface McpHub {
  call(app: CalledApp, spec: CalledTool, args: Record<string, unknown>, call: ToolCall): Promise<unknown>;
  close(): Promise<void>;
}

interface HubOptions {
  services: AppServices;
  means: McpMeans;
  /** a session was opened, or its server says that its tools are others now: somebody looks */
  onSession: (app: CalledApp, client: Client) => Promise<void>;
  /** fails if the tool is not what somebody confirmed any more */
  assertUnchanged: (app: CalledApp, tool: CalledTool) => Promise<void>;
}

const CALL_TIMEOUT_MS = 110_000;
const IDLE_MS = 5 * 60_000;
const BACKOFF_MS = [0, 1_000, 5_000, 15_000, 60_000];

interface Session {
  client: Promise<Client>;
  lastUsed: number;
}

/**
 * The sessions of this process with MCP servers: one per app and connection, opened when it is
 * needed, closed when nobody has used it for a while. A server that is gone is tried again, at
 * growing intervals.
 */
export function createMcpHub({ services, means, onSession, assertUnchanged }: HubOptions): McpHub {
  const sessions = new Map<string, Session>();
  const failures = new Map<string, { count: number; until: number; why: string }>();
  const sweeper = setInterval(() => {
    for (const [key, session] of sessions) if (Date.now() - session.lastUsed > IDLE_MS) drop(key, session);
  }, IDLE_MS / 5);
  sweeper.unref();

  function drop(key: string, session: Session): void {
    if (sessions.get(key) === session) sessions.delete(key);
    session.client.then(async (client) => await client.close()).catch(() => {});
  }

  function dropClient(client: Client): void {
    for (const [key, session] of sessions) {
      void session.client.then(
        (each) => void (each === client && drop(key, session)),
        () => {},
      );
    }
  }

  async function session(app: CalledApp, connection: OpenConnection | undefined): Promise<Client> {
    const place = app.source.url ?? JSON.stringify([app.source.command, app.source.args]);
    const key = `${app.id} ${connection?.id ?? 0} ${place}`;
    const known = sessions.get(key);
    if (known) {
      known.lastUsed = Date.now();
      return await known.client;
    }
    const failed = failures.get(key);
    if (failed && failed.until > Date.now()) {
      throw new ToolError("mcp_unreachable", `${app.name} was not reached just now: ${failed.why}`, {
        retryable: true,
      });
    }
    const opening: Session = {
      lastUsed: Date.now(),
      client: connectMcp(app.source, connection, means, {
        onClosed: () => void (sessions.get(key) === opening && sessions.delete(key)),
        onToolsChanged: () => void opening.client.then(async (client) => await onSession(app, client)).catch(() => {}),
      }),
    };
    sessions.set(key, opening);
    try {
      const client = await opening.client;
      failures.delete(key);
      await onSession(app, client);
      return client;
    } catch (error) {
      drop(key, opening);
      if (error instanceof ReconnectNeeded || error instanceof AppError || error instanceof ToolError) throw error;
      if (error instanceof McpUnauthorized) {
        throw new ToolError("mcp_unauthorized", `${error.message} Add a connection for ${app.name}.`);
      }
      const count = (failures.get(key)?.count ?? 0) + 1;
      const until = Date.now() + BACKOFF_MS[Math.min(count, BACKOFF_MS.length - 1)]!;
      failures.set(key, { count, until, why: messageOf(error) });
      throw new ToolError("mcp_unreachable", `${app.name} cannot be reached: ${messageOf(error)}`, { retryable: true });
    }
  }

  return {
    async call(app, spec, given, call) {
      const { connection: name, ...rest } = given;
      const named = spec.connectionArg && typeof name === "string" ? name : undefined;
      const args = spec.connectionArg ? rest : given;
      const wantsOne = named !== undefined || (app.settings.signIn ?? []).length > 0;
      const client = await session(app, wantsOne ? await call.connect(named) : undefined);
      await assertUnchanged(app, spec);
      try {
        const answer = await client.callTool(
          { name: spec.tool, arguments: args, _meta: { "taskwright/idempotencyKey": call.idempotencyKey } },
          undefined,
          {
            signal: call.signal,
            timeout: CALL_TIMEOUT_MS,
          },
        );
        return await answerOf(
          services,
          { tool: `${app.name}.${spec.tool}`, result: spec.result },
          answer as CallToolResult,
          call,
        );
      } catch (error) {
        call.signal.throwIfAborted();
        if (error instanceof ToolError || error instanceof AppError || error instanceof ReconnectNeeded) throw error;
        // Over HTTP nothing else tells that a server was started anew and does not know this session.
        if (!isRefusal(error)) dropClient(client);
        throw callError(app, spec, error);
      }
    },
    async close() {
      clearInterval(sweeper);
      const open = [...sessions.values()];
      sessions.clear();
      await Promise.all(
        open.map(async ({ client }) => await client.then(async (each) => await each.close()).catch(() => {})),
      );
    },
  };
}

/** Codes of JSON-RPC by which a server says that the call was not made, or was wrong. */
const REFUSED = new Set([-32_600, -32_601, -32_602]);

function isRefusal(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === "number" && REFUSED.has(code);
}

/** A session that ends in a call leaves open whether the call was made: only an idempotent one is worth another attempt. */
function callError(app: CalledApp, { tool, idempotent }: McpCall, error: unknown): ToolError {
  if (isRefusal(error)) {
    return new ToolError(
      "mcp_refused",
      `${app.name} did not take the call of "${tool}": ${messageOf(error).slice(0, 500)}`,
    );
  }
  return new ToolError(
    "mcp_failed",
    `The call of "${tool}" at ${app.name} broke off: ${messageOf(error).slice(0, 500)}`,
    {
      retryable: idempotent,
    },
  );
}
