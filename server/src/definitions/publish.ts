import { sentence } from "@taskwright/api/sentence.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import type { DefinitionDocument } from "@taskwright/api/language.ts";
import { type Actor, actorRecord } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { createAgent } from "../agents/create.ts";
import type { Catalog } from "../apps/tool.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { agentNames, type Examined, examineParsed, examineSource, type Workshop } from "./examine.ts";
import { loadFamily, type Member } from "./family.ts";
import { parseDefinition } from "./language.ts";
import { keepSnapshot } from "./keep-snapshot.ts";

export interface Published {
  id: number;
  name: string;
  version: number;
  /** false: the text is that of the current version, and nothing changed */
  created: boolean;
  /** warnings only */
  issues: DefinitionIssue[];
}

/**
 * Makes a text the current version of the definition that it names. Definitions that fall back to
 * it change with it, in the same transaction, and none of them may break. Tasks under way keep what
 * they began with. `follows`: the version that the author last saw, 0 for a definition that is new;
 * when another one is current by now, nothing is written.
 */
export async function publishDefinition(
  db: Db,
  actor: Actor,
  source: string,
  tools: Catalog,
  { follows }: { follows?: number | undefined } = {},
): Promise<Published> {
  authorize(actor, "definition.write");
  const { workspaceId } = actor;
  return await inTransaction(db, async (tx) => {
    await lockDefinitions(tx, workspaceId);
    const family = await loadFamily(tx, workspaceId);
    const workshop = { family, tools, agents: await agentNames(tx, workspaceId) };
    const examined = await examineSource(source, workshop);
    const { document, effective, parent, issues } = examined;
    if (!document || !effective || hasErrors(issues)) throw refused(examined);
    const known = family.byName.get(document.name);
    if (known && (await family.sourceOf(known)) === source) {
      return { id: known.id, name: known.name, version: known.version, created: false, issues };
    }
    if (follows !== undefined && follows !== (known?.version ?? 0)) throw await overtaken(tx, document.name, known);
    const children = known ? await examineChildren(known, document, workshop) : [];
    await createMissingAgent(tx, actor, effective.document.agent, workshop.agents);
    const snapshotId = await keepSnapshot(tx, workspaceId, effective.document);
    const head = { parentId: parent?.id ?? null, snapshotId };
    const { id, version } = known
      ? await raise(tx, known, document, head)
      : await insert(tx, workspaceId, document, head);
    await tx
      .insertInto("definition_versions")
      .values({ definition_id: id, version, source, document: json(document), created_by: json(actorRecord(actor)) })
      .execute();
    for (const child of children) {
      const childSnapshotId = await keepSnapshot(tx, workspaceId, child.document);
      await tx.updateTable("definitions").set({ snapshot_id: childSnapshotId }).where("id", "=", child.id).execute();
    }
    const data = { definitionId: id, name: document.name, version };
    await appendEvent(tx, { workspaceId, kind: "definition.published", actor, data });
    return { id, name: document.name, version, created: true, issues };
  });
}

/** One at a time per workspace: each looks at all of them, and may change many. */
async function lockDefinitions(tx: Db, workspaceId: number): Promise<void> {
  await tx.selectFrom("workspaces").select("id").where("id", "=", workspaceId).forNoKeyUpdate().execute();
}

interface Child {
  id: number;
  document: DefinitionDocument;
}

/** What the definitions below will be. Refuses a change that breaks one; what was broken may stay so. */
async function examineChildren(known: Member, document: DefinitionDocument, workshop: Workshop): Promise<Child[]> {
  const children: Child[] = [];
  for (const member of workshop.family.descendantsOf(known)) {
    const parsed = parseDefinition(await workshop.family.sourceOf(member));
    const now = await examineParsed(parsed, workshop, document);
    const before = new Set((await examineParsed(parsed, workshop)).issues.map(({ message }) => message));
    const broken = now.issues.filter(({ severity, message }) => severity === "error" && !before.has(message));
    if (broken[0] || !now.effective) {
      throw new AppError(
        "unprocessable",
        `"${member.name}" falls back to this definition, and would break: ${broken[0]?.message ?? "it cannot be read"} Change that one first, or keep what it needs.`,
        { details: { definition: member.name, issues: broken } },
      );
    }
    children.push({ id: member.id, document: now.effective.document });
  }
  return children;
}

async function createMissingAgent(
  tx: Db,
  actor: Actor,
  name: string | undefined,
  agents: ReadonlySet<string>,
): Promise<void> {
  if (name !== undefined && !agents.has(name)) await createAgent(tx, actor, { name });
}

interface Head {
  parentId: number | null;
  snapshotId: number;
}

async function insert(
  tx: Db,
  workspaceId: number,
  document: DefinitionDocument,
  head: Head,
): Promise<{ id: number; version: number }> {
  const { id } = await tx
    .insertInto("definitions")
    .values({
      workspace_id: workspaceId,
      name: document.name,
      category: document.category ?? null,
      parent_id: head.parentId,
      current_version: 1,
      snapshot_id: head.snapshotId,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, version: 1 };
}

async function raise(
  tx: Db,
  known: Member,
  document: DefinitionDocument,
  head: Head,
): Promise<{ id: number; version: number }> {
  const version = known.version + 1;
  await tx
    .updateTable("definitions")
    .set({
      category: document.category ?? null,
      parent_id: head.parentId,
      current_version: version,
      snapshot_id: head.snapshotId,
      updated_at: new Date(),
    })
    .where("id", "=", known.id)
    .execute();
  return { id: known.id, version };
}

async function overtaken(tx: Db, name: string, known: Member | undefined): Promise<AppError> {
  if (!known)
    return new AppError("version_mismatch", `There is no "${name}" any more. Save it as a new definition.`, {
      sentence: sentence("refused.none", { noun: "definition", id: name }),
    });
  const { created_by, created_at } = await tx
    .selectFrom("definition_versions")
    .select(["created_by", "created_at"])
    .where("definition_id", "=", known.id)
    .where("version", "=", known.version)
    .executeTakeFirstOrThrow();
  const by = (created_by as ActorRecord).name;
  return new AppError(
    "version_mismatch",
    `"${name}" has version ${known.version} by now, saved by ${by}. Look at what changed, then save again.`,
    {
      sentence: sentence("refused.changed_meanwhile", { noun: "definition", name }),
      details: { id: known.id, version: known.version, by, at: created_at.toISOString() },
    },
  );
}

function refused({ issues }: Examined): AppError {
  const errors = issues.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const place = first ? `Line ${first.line}, column ${first.column}: ${first.message}` : "";
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new AppError("unprocessable", `This definition has errors. ${place}${more}`, { details: { issues } });
}

function hasErrors(issues: DefinitionIssue[]): boolean {
  return issues.some(({ severity }) => severity === "error");
}
