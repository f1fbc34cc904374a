import { sentence } from "@taskwright/api/sentence.ts";
import type { ConfirmTools, CreateApp, RefreshApp } from "@taskwright/api/app.ts";
import { type Actor, actorRecord } from "../../access/actor.ts";
import { authorize } from "../../access/authorize.ts";
import { type Db, inTransaction, json } from "../../db/database.ts";
import { AppError } from "../../errors.ts";
import { appendEvent } from "../../events/append.ts";
import { appsChanged } from "../catalogs.ts";
import type { ImportedTool } from "./imported-tool.ts";
import { appNameFrom } from "./names.ts";
import type { AppReaders } from "./read.ts";
import { type AppRow, type AppSettings, type AppSource, findApp, keepTools, type ToolChanges } from "./store.ts";

/** What was read of an app at its source. */
export interface ReadApp {
  title: string;
  description: string | null;
  settings: AppSettings;
  /** asked for with the app's name, which tools' names begin with */
  tools(app: string): Promise<ImportedTool[]>;
  /** it could not be read, and why: it is kept, to be tried again when somebody has signed in */
  unreachable?: string;
}

export interface ImportServices {
  readers: AppReaders;
  /** names that belong to what is built in */
  reserved: ReadonlySet<string>;
}

/** An app as it is at its source, under the name it shall have here. */
export interface AppToKeep {
  name: string;
  kind: AppRow["kind"];
  source: AppSource;
  read: ReadApp;
  tools: ImportedTool[];
}

/** Reads an app at its source, which may take as long as its server likes. Nothing is kept yet. */
export async function readNewApp(
  db: Db,
  { readers, reserved }: ImportServices,
  actor: Actor,
  given: CreateApp,
): Promise<AppToKeep> {
  authorize(actor, "app.write");
  const { source, read } = await readers.read(actor, given);
  const name = given.name ?? (await freeName(db, actor.workspaceId, appNameFrom(read.title), reserved));
  if (reserved.has(name))
    throw new AppError("conflict", `"${name}" is built in. Choose another name.`, {
      sentence: sentence("refused.taken", { noun: "app", name }),
    });
  const kind = given.openapi === undefined ? "mcp" : "openapi";
  return { name, kind, source, read, tools: await read.tools(name) };
}

/** Keeps what was read; none of its tools may be called before somebody confirms it. Gives its id. */
export async function keepNewApp(
  db: Db,
  actor: Actor,
  { name, kind, source, read, tools }: AppToKeep,
): Promise<number> {
  authorize(actor, "app.write");
  return await inTransaction(db, async (tx) => {
    const row = await tx
      .insertInto("apps")
      .values({
        workspace_id: actor.workspaceId,
        name,
        kind,
        ...described(read),
        source: json(source),
        created_by: json(actorRecord(actor)),
      })
      .onConflict((conflict) => conflict.columns(["workspace_id", "name"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!row)
      throw new AppError("conflict", `There is an app called "${name}". Choose another name, or refresh that one.`, {
        sentence: sentence("refused.taken", { noun: "app", name }),
      });
    await keepTools(tx, row.id, tools);
    const data = { appId: row.id, name, kind, tools: tools.length };
    await appendEvent(tx, { workspaceId: actor.workspaceId, kind: "app.imported", actor, data });
    appsChanged(tx, actor.workspaceId);
    return row.id;
  });
}

/** Reads its tools anew. */
export async function refreshApp(
  db: Db,
  { readers }: ImportServices,
  actor: Actor,
  id: number,
  given: RefreshApp,
): Promise<void> {
  authorize(actor, "app.write");
  const app = await findApp(db, actor.workspaceId, id);
  const { source, read } = await readers.again(actor, app, given);
  await keepRead(db, actor, app, read, source);
}

/** What was read becomes the app; says what changed. */
export async function keepRead(
  db: Db,
  actor: Actor,
  app: AppRow,
  read: ReadApp,
  source?: AppSource,
): Promise<ToolChanges> {
  const tools = read.unreachable === undefined ? await read.tools(app.name) : undefined;
  return await inTransaction(db, async (tx) => {
    await tx.selectFrom("apps").select("id").where("id", "=", app.id).forUpdate().execute();
    const changes = tools ? await keepTools(tx, app.id, tools) : { added: [], changed: [], removed: [] };
    const { title, description, ...rest } = described(read);
    await tx
      .updateTable("apps")
      .set((set) => ({
        ...rest,
        ...(tools ? { title, description } : {}),
        ...(source ? { source: json(source) } : {}),
        version: set("version", "+", 1),
        refreshed_at: new Date(),
      }))
      .where("id", "=", app.id)
      .execute();
    const few = (names: string[]) => names.slice(0, 50);
    const data = {
      appId: app.id,
      name: app.name,
      added: few(changes.added),
      changed: few(changes.changed),
      removed: few(changes.removed),
      ...(read.unreachable ? { unreachable: read.unreachable } : {}),
    };
    await appendEvent(tx, { workspaceId: app.workspace_id, kind: "app.refreshed", actor, data });
    appsChanged(tx, app.workspace_id);
    return changes;
  });
}

function described({ title, description, settings, unreachable }: ReadApp) {
  return {
    title: title.slice(0, 200),
    description: description?.slice(0, 4_000) ?? null,
    settings: json(settings),
    status: unreachable === undefined ? ("ready" as const) : ("unreachable" as const),
    status_text: unreachable ?? null,
  };
}

/** A person says what calling its tools means. Later rules of the list count over earlier ones. */
export async function confirmTools(db: Db, actor: Actor, id: number, { tools: rules }: ConfirmTools): Promise<void> {
  authorize(actor, "app.write");
  await inTransaction(db, async (tx) => {
    const app = await findApp(tx, actor.workspaceId, id);
    const tools = await tx
      .selectFrom("app_tools")
      .select(["name", "effect"])
      .where("app_id", "=", id)
      .forUpdate()
      .execute();
    const confirmed: string[] = [];
    for (const rule of rules) {
      const matching = tools.filter(
        ({ name, effect }) => matches(rule.tool, name) && (rule.only === undefined || rule.only === effect),
      );
      if (matching.length === 0 && !rule.tool.includes("*")) {
        throw new AppError("unprocessable", `"${app.name}" has no tool "${rule.tool}".`);
      }
      if (matching.length === 0) continue;
      const names = matching.map(({ name }) => name);
      await tx
        .updateTable("app_tools")
        .set({ confirmed: rule.confirmed, ...(rule.effect ? { effect: rule.effect } : {}) })
        .where("app_id", "=", id)
        .where("name", "in", names)
        .execute();
      if (rule.confirmed) confirmed.push(...names);
    }
    await tx
      .updateTable("apps")
      .set((set) => ({ version: set("version", "+", 1) }))
      .where("id", "=", id)
      .execute();
    const data = { appId: id, name: app.name, rules: rules.slice(0, 50), tools: confirmed.length };
    await appendEvent(tx, { workspaceId: actor.workspaceId, kind: "app.confirmed", actor, data });
    appsChanged(tx, actor.workspaceId);
  });
}

function matches(pattern: string, name: string): boolean {
  return pattern === name || (pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1)));
}

export async function removeApp(db: Db, actor: Actor, id: number): Promise<void> {
  authorize(actor, "app.write");
  await inTransaction(db, async (tx) => {
    const { name } = await findApp(tx, actor.workspaceId, id);
    await tx.deleteFrom("apps").where("id", "=", id).execute();
    const data = { appId: id, name };
    await appendEvent(tx, { workspaceId: actor.workspaceId, kind: "app.removed", actor, data });
    appsChanged(tx, actor.workspaceId);
  });
}

async function freeName(db: Db, workspaceId: number, wanted: string, reserved: ReadonlySet<string>): Promise<string> {
  const rows = await db.selectFrom("apps").select("name").where("workspace_id", "=", workspaceId).execute();
  const taken = new Set([...rows.map(({ name }) => name), ...reserved]);
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}_${n}`;
    if (!taken.has(name)) return name;
  }
}
