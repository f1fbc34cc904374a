import { sentence } from "@taskwright/api/sentence.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { Definition, DefinitionSummary, DefinitionVersion } from "@taskwright/api/definition.ts";
import { sql } from "kysely";
import type { Catalog } from "../apps/tool.ts";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { isId, isText, type Page, readCursor, toPage } from "../lib/cursor.ts";
import { agentNames, examineSource } from "./examine.ts";
import { loadFamily } from "./family.ts";
import { inputsSchema } from "./inputs-schema.ts";
import { loadSnapshot } from "./snapshot.ts";

interface PageAsked {
  limit: number;
  cursor?: string | undefined;
}

export async function listDefinitions(
  db: Db,
  workspaceId: number,
  asked: PageAsked & { q?: string | undefined },
): Promise<Page<DefinitionSummary>> {
  let select = selectSummaries(db, workspaceId);
  const after = readCursor(asked.cursor, isText);
  if (after !== undefined) select = select.where("d.name", ">", after);
  if (asked.q) {
    const pattern = `%${asked.q.replaceAll(/[\\%_]/g, "\\$&")}%`;
    select = select.where((where) =>
      where.or([
        where("d.name", "ilike", pattern),
        where("d.category", "ilike", pattern),
        where(DESCRIPTION, "ilike", pattern),
      ]),
    );
  }
  const rows = await select
    .orderBy("d.name")
    .limit(asked.limit + 1)
    .execute();
  const summaries = await Promise.all(rows.map(async (row) => await toSummary(db, row)));
  return toPage(
    summaries,
    asked.limit,
    (summary) => summary,
    ({ name }) => name,
  );
}

/** A definition as it is now, or with the text that an earlier version had. */
export async function readDefinition(
  db: Db,
  tools: Catalog,
  workspaceId: number,
  id: number,
  version?: number,
): Promise<Definition> {
  const row = await selectSummaries(db, workspaceId).where("d.id", "=", id).executeTakeFirst();
  if (!row)
    throw new AppError("not_found", `There is no definition #${id}. See the list of definitions.`, {
      sentence: sentence("refused.none", { noun: "definition", id }),
    });
  const kept = await db
    .selectFrom("definition_versions")
    .select(["version", "source", "document", "created_by"])
    .where("definition_id", "=", id)
    .where("version", "=", version ?? row.version)
    .executeTakeFirst();
  if (!kept) throw new AppError("not_found", `"${row.name}" has no version ${version}; its latest is ${row.version}.`);
  const workshop = { family: await loadFamily(db, workspaceId), tools, agents: await agentNames(db, workspaceId) };
  const { document, effective, issues } = await examineSource(kept.source, workshop);
  return {
    ...(await toSummary(db, row)),
    version: kept.version,
    source: kept.source,
    document: document ?? kept.document,
    effective: effective?.document ?? kept.document,
    inherited: effective?.inherited ?? {},
    inputsSchema: inputsSchema(effective?.document.inputs ?? {}),
    issues,
    createdBy: kept.created_by as ActorRecord,
  };
}

export async function listVersions(
  db: Db,
  workspaceId: number,
  id: number,
  asked: PageAsked,
): Promise<Page<DefinitionVersion>> {
  let select = db
    .selectFrom("definition_versions as v")
    .innerJoin("definitions as d", "d.id", "v.definition_id")
    .select(["v.version", "v.source", "v.created_by", "v.created_at"])
    .where("d.workspace_id", "=", workspaceId)
    .where("d.id", "=", id);
  const before = readCursor(asked.cursor, isId);
  if (before !== undefined) select = select.where("v.version", "<", before);
  const rows = await select
    .orderBy("v.version", "desc")
    .limit(asked.limit + 1)
    .execute();
  if (rows.length === 0 && before === undefined) {
    throw new AppError("not_found", `There is no definition #${id}. See the list of definitions.`, {
      sentence: sentence("refused.none", { noun: "definition", id }),
    });
  }
  const toVersion = (row: (typeof rows)[number]) => ({
    version: row.version,
    source: row.source,
    createdBy: row.created_by as ActorRecord,
    createdAt: row.created_at.toISOString(),
  });
  return toPage(rows, asked.limit, toVersion, (row) => row.version);
}

const DESCRIPTION = sql<string | null>`s.document ->> 'description'`;

function selectSummaries(db: Db, workspaceId: number) {
  return db
    .selectFrom("definitions as d")
    .innerJoin("definition_snapshots as s", "s.id", "d.snapshot_id")
    .leftJoin("definitions as parent", "parent.id", "d.parent_id")
    .select([
      "d.id",
      "d.name",
      "parent.name as parent",
      "d.current_version as version",
      "d.snapshot_id",
      "d.created_at",
      "d.updated_at",
    ])
    .select([DESCRIPTION.as("description"), sql<string | null>`s.document ->> 'category'`.as("category")])
    .where("d.workspace_id", "=", workspaceId);
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof selectSummaries>["execute"]>>[number];

async function toSummary(
  db: Db,
  { snapshot_id, created_at, updated_at, ...row }: SummaryRow,
): Promise<DefinitionSummary> {
  const { agent, inputs, leafCount } = await loadSnapshot(db, snapshot_id);
  return {
    ...row,
    agent,
    inputs: Object.keys(inputs).length,
    steps: leafCount,
    createdAt: created_at.toISOString(),
    updatedAt: updated_at.toISOString(),
  };
}
