import type { Tool as McpTool } from "@modelcontextprotocol/sdk/types.js";
import { sql } from "kysely";
import type { Db } from "../db/database.ts";
import { listDefinitions } from "../definitions/read.ts";
import { inputsSchema } from "../definitions/inputs-schema.ts";
import { loadSnapshot } from "../definitions/snapshot.ts";
import { createTasks } from "../tasks/create.ts";
import type { McpCall } from "./session.ts";
import { showTask } from "./show.ts";
import { DEFAULT_WAIT_SECONDS, waitForTask } from "./wait.ts";

/** More tools than this confuse a model; the others are found by list_definitions. */
const MOST_TOOLS = 50;
const LONGEST_NAME = 64;

/** The definitions that changed last, as tools by name. */
export async function definitionTools(db: Db, workspaceId: number): Promise<McpTool[]> {
  const rows = await select(db, workspaceId)
    .orderBy("d.updated_at", "desc")
    .orderBy("d.id")
    .limit(MOST_TOOLS)
    .execute();
  const tools = await Promise.all(rows.map(async (row) => await toTool(db, row)));
  return tools.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export async function findDefinitionTool(db: Db, workspaceId: number, tool: string): Promise<Row | undefined> {
  const id = Number(/^run_\w*_(\d{1,15})$/.exec(tool)?.[1]);
  if (Number.isNaN(id)) return undefined;
  const row = await select(db, workspaceId).where("d.id", "=", id).executeTakeFirst();
  return row && toolName(row) === tool ? row : undefined;
}

/** Starts a task, and waits a moment: short ones give their outputs at once. */
export async function runDefinition(call: McpCall, { name }: Row, inputs: Record<string, unknown>): Promise<object> {
  const { database, boss } = call.services;
  const task = { definition: name, inputs, kind: "api" as const };
  const [id] = await createTasks(database.db, boss, [{ actor: call.actor, task }]);
  return await showTask(call, await waitForTask(call, id!, DEFAULT_WAIT_SECONDS));
}

export async function listDefinitionTools(
  db: Db,
  workspaceId: number,
  asked: { q?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<object> {
  const { items, nextCursor } = await listDefinitions(db, workspaceId, asked);
  const ids = items.map(({ id }) => id);
  const rows =
    ids.length === 0 ? [] : await select(db, workspaceId).where("d.id", "in", ids).orderBy("d.name").execute();
  const definitions = await Promise.all(
    rows.map(async (row) => ({
      name: row.name,
      description: row.description,
      tool: toolName(row),
      inputs: await inputsOf(db, row),
    })),
  );
  return { definitions, nextCursor };
}

function select(db: Db, workspaceId: number) {
  return db
    .selectFrom("definitions as d")
    .innerJoin("definition_snapshots as s", "s.id", "d.snapshot_id")
    .select(["d.id", "d.name", "d.snapshot_id", sql<string | null>`s.document ->> 'description'`.as("description")])
    .where("d.workspace_id", "=", workspaceId);
}

type Row = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];

async function toTool(db: Db, row: Row): Promise<McpTool> {
  return {
    name: toolName(row),
    title: row.name,
    description:
      `${row.description ?? `Starts a task of the definition "${row.name}".`}\n` +
      `Runs as a task; answers with its outputs if it ends within ${DEFAULT_WAIT_SECONDS} s, otherwise with its number for wait_for_task.`,
    inputSchema: (await inputsOf(db, row)) as McpTool["inputSchema"],
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  };
}

async function inputsOf(db: Db, { snapshot_id }: Row): Promise<object> {
  const { $schema: _, ...schema } = inputsSchema((await loadSnapshot(db, snapshot_id)).inputs);
  return schema;
}

/**
 * "Pay an order" becomes run_pay_an_order_12. With the number, because two names may read the same
 * this way, and what a user allowed once must never be another definition later.
 */
function toolName({ id, name }: Pick<Row, "id" | "name">): string {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "_");
  const room = LONGEST_NAME - `run__${id}`.length;
  return `run_${words.slice(0, room).replaceAll(/^_+|_+$/g, "")}_${id}`;
}
