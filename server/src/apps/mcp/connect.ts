import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { OpenConnection } from "../../connections/open.ts";
import { AppError } from "../../errors.ts";
import type { AppSource } from "../imported/store.ts";
import { assertMeantFor, usesToken } from "../signing.ts";

export interface McpMeans {
  /** only where tasks may go, with limited answers */
  fetch: typeof fetch;
  /** whether programs of this machine may be run */
  commandsAllowed: boolean;
}

export interface McpEvents {
  onToolsChanged(): void;
  onClosed(): void;
}

const CONNECT_TIMEOUT_MS = 20_000;
/** A server that says more than this without being asked is cut off. */
const MOST_NOTIFICATIONS = 2_000;
const NOTIFICATIONS_WITHIN_MS = 10_000;

/** The other side wants to know who calls, and nobody signed in or it was turned down. */
export class McpUnauthorized extends Error {
  override name = "McpUnauthorized";
}

/** Opens a session with a server. The SDK is loaded when the first one is needed. */
export async function connectMcp(
  source: AppSource,
  connection: OpenConnection | undefined,
  means: McpMeans,
  events: McpEvents,
): Promise<Client> {
  const { Client: SdkClient } = await import("@modelcontextprotocol/sdk/client/index.js");
  const { ToolListChangedNotificationSchema } = await import("@modelcontextprotocol/sdk/types.js");
  const client = new SdkClient(
    { name: "taskwright", version: "1" },
    // Answers are checked by ourselves, in a way that a pattern of theirs cannot hold up.
    {
      capabilities: {},
      jsonSchemaValidator: {
        getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
      },
    },
  );
  const transport = limited(await transportTo(source, connection, means));
  await client.connect(transport, { timeout: CONNECT_TIMEOUT_MS });
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => events.onToolsChanged());
  client.onclose = () => events.onClosed();
  // A server that writes nonsense says so here; what waits for an answer fails by its own time.
  client.onerror = () => {};
  return client;
}

async function transportTo(
  source: AppSource,
  connection: OpenConnection | undefined,
  means: McpMeans,
): Promise<Transport> {
  if (source.url !== undefined) {
    const { StreamableHTTPClientTransport } = await import("@modelcontextprotocol/sdk/client/streamableHttp.js");
    const options = {
      fetch: signedFetch(connection, means.fetch),
      reconnectionOptions: {
        initialReconnectionDelay: 1_000,
        maxReconnectionDelay: 30_000,
        reconnectionDelayGrowFactor: 2,
        maxRetries: 5,
      },
    };
    return new StreamableHTTPClientTransport(new URL(source.url), options);
  }
  if (!means.commandsAllowed) {
    throw new AppError(
      "forbidden",
      "Running a program as an MCP server is switched off. An administrator allows it with TASKWRIGHT_ALLOW_MCP_COMMANDS=true.",
    );
  }
  const { StdioClientTransport } = await import("@modelcontextprotocol/sdk/client/stdio.js");
  // Of our environment it gets what the SDK takes for harmless (PATH, HOME, …), and its connection's fields.
  return new StdioClientTransport({
    command: source.command!,
    args: source.args ?? [],
    stderr: "ignore",
    ...(connection ? { env: connection.fields } : {}),
  });
}

/** Signs each request; a token that is turned down is renewed once. */
function signedFetch(connection: OpenConnection | undefined, fetch: McpMeans["fetch"]): McpMeans["fetch"] {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers);
    let token: string | undefined;
    if (connection) {
      assertMeantFor(connection, url);
      token = usesToken(connection) ? await connection.fetchToken() : undefined;
      sign(headers, connection, token);
    }
    let response = await fetch(url, { ...init, headers });
    if (response.status === 401 && connection && token !== undefined) {
      sign(headers, connection, await connection.fetchToken(token));
      response = await fetch(url, { ...init, headers });
    }
    if (response.status !== 401) return response;
    if (connection) await connection.lapse(`${url.host} did not accept it (401 Unauthorized).`);
    throw new McpUnauthorized(`${url.host} wants to know who calls (401 Unauthorized).`);
  };
}

function sign(headers: Headers, { method, fields, settings, name }: OpenConnection, token: string | undefined): void {
  if (token !== undefined || method === "bearer") headers.set("authorization", `Bearer ${token ?? fields.token}`);
  else if (method === "basic") {
    headers.set("authorization", `Basic ${Buffer.from(`${fields.username}:${fields.password}`).toString("base64")}`);
  } else if (method === "header") headers.set(String(settings.name), fields.value ?? "");
  else
    throw new AppError(
      "unprocessable",
      `The connection "${name}" signs in by ${method}, which MCP servers do not know.`,
    );
}

/** Cuts off a server that floods us with notifications. */
function limited(transport: Transport): Transport {
  let count = 0;
  let since = 0;
  let handler: Transport["onmessage"];
  Object.defineProperty(transport, "onmessage", {
    get: () => handler && guarded,
    set(given: Transport["onmessage"]) {
      handler = given;
    },
  });
  const guarded: NonNullable<Transport["onmessage"]> = (message, extra) => {
    if ("method" in message) {
      const now = performance.now();
      if (now - since > NOTIFICATIONS_WITHIN_MS) [count, since] = [0, now];
      if (++count > MOST_NOTIFICATIONS) {
        if (count === MOST_NOTIFICATIONS + 1) void transport.close().catch(() => {});
        return;
      }
    }
    handler?.(message, extra);
  };
  return transport;
}
