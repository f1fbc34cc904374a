import type { CreateApp, RefreshApp } from "@taskwright/api/app.ts";
import type { Actor } from "../../access/actor.ts";
import { AppError, messageOf } from "../../errors.ts";
import { ToolError } from "../tool.ts";
import type { AppRow, AppSource } from "./store.ts";
import type { ReadApp } from "./import.ts";

/** Reads apps at their sources. */
export interface AppReaders {
  read(actor: Actor, given: CreateApp): Promise<{ source: AppSource; read: ReadApp }>;
  again(actor: Actor, app: AppRow, given: RefreshApp): Promise<{ source: AppSource; read: ReadApp }>;
}

export interface ReaderServices {
  /** only where tasks may go */
  fetch: typeof fetch;
  /** tools of an MCP server, read with a connection of the actor's, if there is one */
  readMcp: (
    actor: Actor,
    source: AppSource,
    app: string | undefined,
    connection: string | undefined,
  ) => Promise<ReadApp>;
}

export function createReaders({ fetch, readMcp }: ReaderServices): AppReaders {
  return {
    async read(actor, given) {
      if (given.mcp) return { source: given.mcp, read: await readMcp(actor, given.mcp, given.name, given.connection) };
      return await readOpenApi(given.openapi!, given.server, fetch);
    },
    async again(actor, app, given) {
      if (app.kind === "mcp")
        return { source: app.source, read: await readMcp(actor, app.source, app.name, given.connection) };
      const document = given.openapi ?? app.source.url;
      if (document === undefined)
        throw new AppError("unprocessable", `"${app.name}" was pasted. Paste its newer document.`);
      // The secrets of its connections go to its server: a newer document does not get to choose another.
      return await readOpenApi(document, app.settings.server, fetch);
    },
  };
}

async function readOpenApi(
  given: string | Record<string, unknown>,
  server: string | undefined,
  fetch: ReaderServices["fetch"],
): Promise<{ source: AppSource; read: ReadApp }> {
  const isAddress = typeof given === "string" && /^\s*https?:\/\/\S+\s*$/.test(given);
  const url = isAddress ? given.trim() : undefined;
  const text = url ? await download(url, fetch) : typeof given === "string" ? given : JSON.stringify(given);
  // Loaded when somebody imports, not when the program starts.
  const [{ readDocument }, { operations, serverOf }, { signInSchemes }] = await Promise.all([
    import("../openapi/document.ts"),
    import("../openapi/operations.ts"),
    import("../openapi/schemes.ts"),
  ]);
  const document = await readDocument(text, url, fetch);
  const place = serverAddress(server ?? serverOf(document.servers), url);
  const { title, description } = document.info ?? {};
  return {
    source: url ? { url } : { pasted: true },
    read: {
      title: title ?? "API",
      description: description ?? null,
      settings: { server: place, signIn: signInSchemes(document, place) },
      tools: async (app) => await operations(document, app),
    },
  };
}

function serverAddress(server: string | undefined, url: string | undefined): string {
  const address = server ?? "/";
  if (!URL.canParse(address, url)) {
    throw new AppError("unprocessable", "The document does not say where its operations are called. Give the server.");
  }
  const found = new URL(address, url);
  if (!/^https?:$/.test(found.protocol)) {
    throw new AppError(
      "unprocessable",
      `Its server is ${found.protocol}//, and only http and https can be called. Give the server.`,
    );
  }
  return found.href.replace(/\/+$/, "");
}

async function download(url: string, fetch: ReaderServices["fetch"]): Promise<string> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json, application/yaml, */*" },
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new AppError("unprocessable", `${url} answered ${response.status}.`);
    return await response.text();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const why = error instanceof ToolError ? error.message : `It cannot be read: ${messageOf(error)}`;
    throw new AppError("unprocessable", `${url}: ${why}`, { cause: error });
  }
}
