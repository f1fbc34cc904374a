import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Actor } from "../../access/actor.ts";
import type { Connections, OpenConnection } from "../../connections/open.ts";
import { AppError, messageOf } from "../../errors.ts";
import type { ReadApp } from "../imported/import.ts";
import type { AppSource } from "../imported/store.ts";
import type { SignInScheme } from "../openapi/schemes.ts";
import { connectMcp, type McpMeans, McpUnauthorized } from "./connect.ts";
import { listedTools, toImported } from "./tools.ts";

/** Asks a server what it offers, with a connection of the person who imports it. */
export async function readMcp(
  { means, connections }: { means: McpMeans; connections: Pick<Connections, "open"> },
  actor: Actor,
  source: AppSource,
  app: string | undefined,
  named: string | undefined,
): Promise<ReadApp> {
  const connection = await connectionOf(connections, actor, app, named);
  let client: Client | undefined;
  try {
    client = await connectMcp(source, connection, means, { onToolsChanged() {}, onClosed() {} });
    return await readSession(client, connection ? [schemeOf(connection)] : []);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof McpUnauthorized && source.url) {
      return {
        title: new URL(source.url).hostname,
        description: null,
        settings: { signIn: await proposals(source.url, means) },
        tools: async () => [],
        unreachable: `${error.message} Add a connection for it, and refresh.`,
      };
    }
    const where = source.url ?? source.command;
    throw new AppError(
      "unprocessable",
      `${where} does not answer as an MCP server: ${messageOf(error).slice(0, 500)}`,
      { cause: error },
    );
  } finally {
    await client?.close().catch(() => {});
  }
}

/** What an open session offers. */
export async function readSession(client: Client, signIn: SignInScheme[]): Promise<ReadApp> {
  const listed = await listedTools(client);
  const { name, title } = client.getServerVersion() ?? { name: "MCP server" };
  return {
    title: title ?? name,
    description: client.getInstructions()?.slice(0, 4_000) ?? null,
    settings: { signIn },
    tools: async (app) => toImported(app, listed),
  };
}

async function connectionOf(
  connections: Pick<Connections, "open">,
  actor: Actor,
  app: string | undefined,
  name: string | undefined,
): Promise<OpenConnection | undefined> {
  if (app === undefined) return undefined;
  const wanted = { workspaceId: actor.workspaceId, principal: actor.userId ?? null, app };
  if (name !== undefined) return await connections.open({ ...wanted, name });
  // Without a name: the one there is, or none.
  return await connections.open(wanted).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return undefined;
    throw error;
  });
}

function schemeOf({ method, settings }: OpenConnection): SignInScheme {
  return { name: method, method, settings };
}

/** How the server wants people to sign in, as it says itself (RFC 9728). */
async function proposals(url: string, means: McpMeans): Promise<SignInScheme[]> {
  const { host } = new URL(url);
  const bearer: SignInScheme = { name: "token", method: "bearer", settings: { hosts: [host] } };
  try {
    const { discoverOAuthProtectedResourceMetadata } = await import("@modelcontextprotocol/sdk/client/auth.js");
    const metadata = await discoverOAuthProtectedResourceMetadata(url, {}, means.fetch);
    const issuer = metadata.authorization_servers?.[0];
    if (issuer === undefined) return [bearer];
    const settings = { hosts: [host], issuer, resource: metadata.resource, scopes: metadata.scopes_supported ?? [] };
    return [{ name: "oauth", method: "oauth2", settings }, bearer];
  } catch {
    return [bearer];
  }
}
