import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { Agent } from "undici";
import { systemActor } from "../../access/actor.ts";
import type { Connections } from "../../connections/open.ts";
import type { Log } from "../../log.ts";
import type { AppServices } from "../app.ts";
import { createEgress } from "../catalog/http/egress.ts";
import { createGuardedFetch, guardedConnector } from "../catalog/http/guarded-fetch.ts";
import type { Imports } from "../catalogs.ts";
import type { CalledTool } from "../mcp/hub.ts";
import type { OperationCall } from "../openapi/operations.ts";
import { ToolError } from "../tool.ts";
import { type ImportServices, keepRead } from "./import.ts";
import { versionOf } from "./imported-tool.ts";
import { createReaders } from "./read.ts";
import { findApp } from "./store.ts";
import { type CalledApp, createImports } from "./tools.ts";

interface Options {
  services: AppServices;
  connections: Connections;
  builtIn: Iterable<string>;
  commandsAllowed: boolean;
  log: Log;
}

export interface ImportedApps {
  imports: Imports;
  importing: ImportServices;
  close(): Promise<void>;
}

/** MCP streams live long; one that has brought this much is opened anew. */
const MOST_STREAMED_BYTES = 64 * 1024 * 1024;

/** Everything that calls and reads imported apps; heavy parts are loaded when one is there. */
export function openImportedApps({ services, connections, builtIn, commandsAllowed, log }: Options): ImportedApps {
  const egress = createEgress(services.config.httpAllow, services.lookup);
  const agent = new Agent({ connect: guardedConnector(egress), connections: 50, maxHeaderSize: 64 * 1024 });
  const guarded = createGuardedFetch(egress, { maxBytes: MOST_STREAMED_BYTES });
  const means = { fetch: guarded.fetch, commandsAllowed };
  const { db } = services.database;

  /** Looks whether a server's tools are what they were; those that are not must be confirmed again. */
  async function compare(app: CalledApp, client: Client): Promise<void> {
    const { readSession } = await import("../mcp/read.ts");
    const read = await readSession(client, app.settings.signIn ?? []);
    const now = (await read.tools(app.name)).map((tool) => `${tool.name} ${versionOf(tool)}`);
    const kept = await db.selectFrom("app_tools").select(["name", "version"]).where("app_id", "=", app.id).execute();
    const before = new Set(kept.map(({ name, version }) => `${name} ${version}`));
    if (now.length === before.size && now.every((each) => before.has(each))) return;
    const row = await findApp(db, app.workspaceId, app.id);
    const changes = await keepRead(db, systemActor(app.workspaceId, row.name), row, read);
    log.info({ app: app.name, ...changes }, "the tools of an MCP server changed");
  }

  async function assertUnchanged(app: CalledApp, tool: CalledTool): Promise<void> {
    const row = await db
      .selectFrom("app_tools")
      .select(["version", "confirmed"])
      .where("app_id", "=", app.id)
      .where("name", "=", tool.name)
      .executeTakeFirst();
    if (row?.confirmed && row.version === tool.version) return;
    throw new ToolError(
      "unconfirmed",
      `"${tool.name}" is not what it was when somebody confirmed it. A builder has to look at it again.`,
    );
  }

  let hub: ReturnType<typeof openHub> | undefined;
  const openHub = async () => {
    const { createMcpHub } = await import("../mcp/hub.ts");
    return createMcpHub({ services, means, onSession: compare, assertUnchanged });
  };

  const imports = createImports(db, {
    async openapi(app, spec, args, call) {
      const { callOperation } = await import("../openapi/call.ts");
      const operation = { operation: spec as OperationCall, server: app.settings.server ?? "", app: app.name };
      return await callOperation({ services, egress, agent }, operation, args, call);
    },
    async mcp(app, spec, args, call) {
      hub ??= openHub();
      return await (await hub).call(app, spec as CalledTool, args, call);
    },
  });
  const readers = createReaders({
    fetch: guarded.fetch,
    async readMcp(actor, source, app, connection) {
      const { readMcp } = await import("../mcp/read.ts");
      return await readMcp({ means, connections }, actor, source, app, connection);
    },
  });
  const reserved = new Set([...builtIn].map((name) => name.split(".", 1)[0]!));
  return {
    imports,
    importing: { readers, reserved },
    async close() {
      await (await hub)?.close();
      await Promise.all([agent.destroy(), guarded.close()]);
    },
  };
}
