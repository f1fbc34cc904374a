import type { Context, Hono } from "hono";
import type { Caller } from "../access/authenticate.ts";
import { AppError } from "../errors.ts";
import { readBody } from "../http/body.ts";
import { refuseForeignOrigin } from "../http/same-origin.ts";
import type { McpServices } from "./session.ts";

/** Where an MCP client connects to: beside the API, for its messages are not ours to describe. */
const MCP_PATH = "/mcp";
const MOST_BYTES = 4_000_000;

/**
 * Taskwright as an MCP server over streamable HTTP. Nothing is kept between two requests, so any web
 * process answers any of them: there is no stream to come back to (GET) and no session to end (DELETE).
 */
export function mcpRoutes(services: McpServices, app: Hono): void {
  app.all(MCP_PATH, async (context) => {
    const caller = await letIn(services, context);
    const { method } = context.req;
    if (method === "DELETE") return context.body(null, 204);
    if (method !== "POST") {
      throw new AppError("method_not_allowed", `${MCP_PATH} takes messages by POST; there is no stream to open.`, {
        details: { allow: ["POST", "DELETE"] },
      });
    }
    const body = await readBody(context.req.raw, { maxBytes: MOST_BYTES });
    // The SDK is loaded when the first client comes.
    const { serveMcp } = await import("./serve.ts");
    return await serveMcp(services, caller, context.req.raw, body);
  });
}

/** API keys alone: a browser sends our cookie for whoever asks it to, but never a key. */
async function letIn({ authenticator }: McpServices, context: Context): Promise<Caller> {
  refuseForeignOrigin(context.req.raw, { required: false });
  const authorization = context.req.header("authorization");
  const caller = authorization && (await authenticator.authenticate(new Headers({ authorization })));
  if (!caller) {
    throw new AppError(
      "unauthenticated",
      "An MCP client needs an API key that is known and has not expired: send the header Authorization: Bearer <API key>.",
    );
  }
  return caller;
}
