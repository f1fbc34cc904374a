import type { Effect } from "@taskwright/api/step.ts";
import { type Db, prepared, run } from "../../db/database.ts";
import { runSafely } from "../run-safely.ts";
import type { Imports } from "../catalogs.ts";
import { type JsonSchema, type Tool, type ToolCall, ToolError } from "../tool.ts";
import { bounded } from "./bounded.ts";
import { checker } from "./check.ts";
import type { AppSettings, AppSource } from "./store.ts";

/** An app and one of its tools, as a call needs them. */
export interface CalledApp {
  id: number;
  workspaceId: number;
  name: string;
  source: AppSource;
  settings: AppSettings;
}

/** Makes a call of one kind of app. `spec` is the tool's own `call`. */
export type Caller = (app: CalledApp, spec: unknown, args: Record<string, unknown>, call: ToolCall) => Promise<unknown>;

export type Callers = Record<"openapi" | "mcp", Caller>;

/** What workspaces have imported, as tools. */
export function createImports(db: Db, callers: Callers): Imports {
  return {
    async mark(workspaceId) {
      const [row] = await run<{ mark: string }>(db, MARK, [workspaceId]);
      return row?.mark ?? "";
    },
    async tools(workspaceId) {
      const rows = await run<ToolRow>(db, TOOLS, [workspaceId]);
      return rows.map((row) => toTool(row, callers));
    },
  };
}

interface ToolRow {
  app_id: number;
  workspace_id: number;
  app: string;
  kind: "openapi" | "mcp";
  source: AppSource;
  settings: AppSettings;
  name: string;
  title: string;
  description: string;
  effect: Effect;
  confirmed: boolean;
  changed: boolean;
  version: string;
  args: string;
  result: string | null;
  call: string;
}

/**
 * Of a thousand tools few are called: schemas stay text until somebody looks, and are compiled when
 * first called.
 */
function toTool(row: ToolRow, callers: Callers): Tool {
  const { name, title, description, effect, confirmed, changed, version } = row;
  const app = {
    id: row.app_id,
    workspaceId: row.workspace_id,
    name: row.app,
    source: row.source,
    settings: row.settings,
  };
  const spec = JSON.parse(row.call) as { method?: string; signsIn?: string; idempotent?: boolean };
  const idempotent = spec.idempotent ?? (spec.method !== undefined && !["POST", "PATCH"].includes(spec.method));
  const tool: Tool = {
    name,
    title,
    description,
    effect,
    confirmed,
    changed: changed && !confirmed,
    version,
    idempotent,
    reads: "outside",
    args: checker(() => JSON.parse(row.args) as JsonSchema),
    get inputSchema() {
      return bounded(JSON.parse(row.args) as JsonSchema);
    },
    ...(spec.signsIn === "never" ? {} : { connection: { app: row.app, required: spec.signsIn === "must" } }),
    timeoutMs: 2 * 60_000,
    run: async (args, call) =>
      await runSafely(async (guarded) => {
        if (!confirmed) throw unconfirmed(name);
        const result = row.result === null ? null : (JSON.parse(row.result) as JsonSchema);
        return await callers[row.kind](
          app,
          { ...spec, name, version, result },
          (args ?? {}) as Record<string, unknown>,
          guarded,
        );
      }, call),
  };
  if (row.result !== null) {
    Object.defineProperty(tool, "outputSchema", {
      enumerable: true,
      get: () => bounded(JSON.parse(row.result!) as JsonSchema),
    });
  }
  return tool;
}

function unconfirmed(name: string): ToolError {
  return new ToolError(
    "unconfirmed",
    `Nobody has confirmed yet what calling "${name}" means: whether it reads, writes or reaches outside. A builder does it on the page of its app.`,
  );
}

const MARK = prepared(
  "apps_mark",
  `select string_agg(id || '.' || version, ' ' order by id) as mark from apps where workspace_id = $1`,
);

const TOOLS = prepared(
  "apps_tools",
  `select a.id as app_id, a.workspace_id, a.name as app, a.kind, a.source, a.settings, t.name, t.title, t.description,
     t.effect, t.confirmed, t.changed, t.version, t.args::text as args, t.result::text as result, t.call::text as call
   from apps a join app_tools t on t.app_id = a.id
   where a.workspace_id = $1
   order by t.name`,
);
