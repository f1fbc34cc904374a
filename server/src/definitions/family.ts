import type { DefinitionDocument, InputSpec } from "@taskwright/api/language.ts";
import { sql } from "kysely";
import type { Db } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { parseDefinition } from "./language.ts";

export interface Member {
  id: number;
  name: string;
  parentId: number | null;
  version: number;
  snapshotId: number;
  /** with those of its parents */
  inputs: Record<string, InputSpec>;
}

/** All definitions of a workspace, and who falls back to whom. */
export class Family {
  readonly #db: Db;
  readonly #byId = new Map<number, Member>();
  readonly byName = new Map<string, Member>();

  constructor(db: Db, members: Member[]) {
    this.#db = db;
    for (const member of members) {
      this.#byId.set(member.id, member);
      this.byName.set(member.name, member);
    }
  }

  byId(id: number): Member | undefined {
    return this.#byId.get(id);
  }

  /** Its parent, that one's parent and so on. */
  ancestorsOf(member: Member): Member[] {
    const ancestors: Member[] = [];
    let next = member.parentId === null ? undefined : this.#byId.get(member.parentId);
    for (; next && !ancestors.includes(next); next = this.#byId.get(next.parentId ?? -1)) ancestors.push(next);
    return ancestors;
  }

  /** Its children and theirs, each after its own parent. */
  descendantsOf(member: Member): Member[] {
    const found: Member[] = [];
    const waiting = [member];
    for (let parent = waiting.shift(); parent; parent = waiting.shift()) {
      for (const child of this.#byId.values()) {
        if (child.parentId !== parent.id || found.includes(child) || child === member) continue;
        found.push(child);
        waiting.push(child);
      }
    }
    return found;
  }

  /** The text of a definition's current version. */
  async sourceOf(member: Member): Promise<string> {
    const row = await this.#db
      .selectFrom("definition_versions")
      .select("source")
      .where("definition_id", "=", member.id)
      .where("version", "=", member.version)
      .executeTakeFirstOrThrow();
    return row.source;
  }

  /** Read from the text: the database does not keep the order of keys, which forms follow. */
  async documentOf(member: Member): Promise<DefinitionDocument> {
    const { document } = parseDefinition(await this.sourceOf(member));
    if (document) return document;
    throw new AppError(
      "unprocessable",
      `"${member.name}" can no longer be read. Push it again, with what its check says put right.`,
    );
  }
}

export async function loadFamily(db: Db, workspaceId: number): Promise<Family> {
  const rows = await db
    .selectFrom("definitions as d")
    .innerJoin("definition_snapshots as s", "s.id", "d.snapshot_id")
    .select([
      "d.id",
      "d.name",
      "d.parent_id as parentId",
      "d.current_version as version",
      "d.snapshot_id as snapshotId",
    ])
    .select(sql<Record<string, InputSpec> | null>`s.document -> 'inputs'`.as("inputs"))
    .where("d.workspace_id", "=", workspaceId)
    .orderBy("d.id")
    .execute();
  return new Family(
    db,
    rows.map((row) => ({ ...row, inputs: row.inputs ?? {} })),
  );
}
