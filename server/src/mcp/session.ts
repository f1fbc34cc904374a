import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/sdk/types.js";
import { randomUUID } from "node:crypto";
import type { Actor } from "../access/actor.ts";
import type { Services } from "../services.ts";

export type McpServices = Pick<Services, "authenticator" | "boss" | "catalogs" | "database" | "follower" | "log"> & {
  config: { baseUrl: string | undefined };
};

/** One tool call of a client, and how to speak to the client while it lasts. */
export interface McpCall {
  services: McpServices;
  actor: Actor;
  /** whether the client puts questions to its user */
  asksUser: boolean;
  /** where the page is, for links: "https://tasks.example.org" */
  page: string;
  requestId: RequestId;
  progressToken: string | number | undefined;
  /** the client went, or its key is no longer good */
  signal: AbortSignal;
  send: (message: JSONRPCMessage) => Promise<void>;
}

const ASKS_USER = "asks-";

/**
 * A client says once, at the beginning, what it can do. Its session's name says it again with every
 * request, so that no process has to remember it.
 */
export function sessionName(capabilities: { elicitation?: { form?: unknown; url?: unknown } | undefined }): string {
  const { elicitation } = capabilities;
  // Without modes it means forms, as in the first version that had them.
  const forms = elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
  return `${forms ? ASKS_USER : "plain-"}${randomUUID()}`;
}

export function asksUser(session: string | null): boolean {
  return session?.startsWith(ASKS_USER) ?? false;
}
