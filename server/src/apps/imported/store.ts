import { sentence } from "@taskwright/api/sentence.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { App } from "@taskwright/api/app.ts";
import { sql } from "kysely";
import { type Db, json } from "../../db/database.ts";
import { AppError } from "../../errors.ts";
import { isText, type Page, readCursor, toPage } from "../../lib/cursor.ts";
import type { SignInScheme } from "../openapi/schemes.ts";
import { type ImportedTool, versionOf } from "./imported-tool.ts";

export interface AppRow {
  id: number;
  workspace_id: number;
  name: string;
  kind: "openapi" | "mcp";
  title: string;
  description: string | null;
  source: AppSource;
  settings: AppSettings;
  status: "ready" | "unreachable";
  status_text: string | null;
  version: number;
  created_by: ActorRecord;
  created_at: Date;
  refreshed_at: Date;
}

export interface AppSource {
  url?: string;
  pasted?: boolean;
  command?: string;
  args?: string[];
}

export interface AppSettings {
  server?: string;
  signIn?: SignInScheme[];
}

function selectApps(db: Db, workspaceId: number) {
  const count = (which: "true" | "confirmed") =>
    sql<number>`(select count(*) from app_tools t where t.app_id = apps.id and ${sql.raw(which)})`;
  return db
    .selectFrom("apps")
    .selectAll()
    .select([count("true").as("tools"), count("confirmed").as("confirmed")])
    .where("workspace_id", "=", workspaceId);
}

export async function listApps(
  db: Db,
  workspaceId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<App>> {
  let query = selectApps(db, workspaceId);
  const after = readCursor(cursor, isText);
  if (after !== undefined) query = query.where("name", ">", after);
  const rows = await query
    .orderBy("name")
    .limit(limit + 1)
    .execute();
  return toPage(rows as (AppRow & Counted)[], limit, toApp, ({ name }) => name);
}

export async function readApp(db: Db, workspaceId: number, id: number): Promise<App> {
  return toApp((await findApp(db, workspaceId, id)) as AppRow & Counted);
}

export async function findApp(db: Db, workspaceId: number, id: number): Promise<AppRow> {
  const row = await selectApps(db, workspaceId).where("id", "=", id).executeTakeFirst();
  if (!row)
    throw new AppError("not_found", `There is no app ${id} in this workspace.`, {
      sentence: sentence("refused.none", { noun: "app", id }),
    });
  return row;
}

interface Counted {
  tools: number;
  confirmed: number;
}

function toApp(row: AppRow & Counted): App {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    title: row.title,
    description: row.description,
    source: row.source,
    server: row.settings.server ?? null,
    signIn: row.settings.signIn ?? [],
    tools: Number(row.tools),
    confirmed: Number(row.confirmed),
    status: row.status,
    statusText: row.status_text,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    refreshedAt: row.refreshed_at.toISOString(),
  };
}

export interface ToolChanges {
  added: string[];
  changed: string[];
  removed: string[];
}

/**
 * Makes these the tools of an app. One that says something else than before is another tool: nobody
 * has confirmed it. One that stayed keeps what a person said of it.
 */
export async function keepTools(tx: Db, appId: number, tools: ImportedTool[]): Promise<ToolChanges> {
  const rows = await tx.selectFrom("app_tools").select(["name", "version"]).where("app_id", "=", appId).execute();
  const before = new Map(rows.map(({ name, version }) => [name, version]));
  const given = tools.map((tool) => ({ ...tool, version: versionOf(tool) }));
  const names = new Set(given.map(({ name }) => name));
  const added = given.filter(({ name }) => !before.has(name));
  const changed = given.filter(({ name, version }) => before.has(name) && before.get(name) !== version);
  const removed = [...before.keys()].filter((name) => !names.has(name));
  const outdated = [...changed.map(({ name }) => name), ...removed];
  if (outdated.length > 0) {
    await tx.deleteFrom("app_tools").where("app_id", "=", appId).where("name", "in", outdated).execute();
  }
  const fresh = [...added, ...changed];
  for (let start = 0; start < fresh.length; start += 500) {
    const values = fresh.slice(start, start + 500).map((tool) => ({
      app_id: appId,
      name: tool.name,
      title: tool.title,
      description: tool.description,
      effect: tool.effect,
      changed: before.has(tool.name),
      version: tool.version,
      args: json(tool.args),
      result: tool.result === null ? null : json(tool.result),
      call: json(tool.call),
    }));
    await tx.insertInto("app_tools").values(values).execute();
  }
  return { added: added.map(({ name }) => name), changed: changed.map(({ name }) => name), removed };
}
