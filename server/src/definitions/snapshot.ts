import type { DefinitionDocument } from "@taskwright/api/language.ts";
import { LRUCache } from "lru-cache";
import { type Db, prepared, run } from "../db/database.ts";
import { compileDefinition } from "./compile.ts";
import type { CompiledDefinition } from "./compiled.ts";

/** A snapshot never changes, so its compiled form is good for as long as there is room for it. */
const compiled = new LRUCache<number, CompiledDefinition>({ max: 500 });

/** What a task with this snapshot runs. */
export async function loadSnapshot(db: Db, snapshotId: number): Promise<CompiledDefinition> {
  const known = compiled.get(snapshotId);
  if (known) return known;
  const [row] = await run<{ document: DefinitionDocument }>(db, READ_SNAPSHOT, [snapshotId]);
  if (!row) throw new Error(`there is no definition snapshot ${snapshotId}`);
  const definition = compileDefinition(row.document);
  compiled.set(snapshotId, definition);
  return definition;
}

const READ_SNAPSHOT = prepared("definitions_snapshot", `select document from definition_snapshots where id = $1`);
