import type { File } from "@taskwright/api/file.ts";
import { sql } from "kysely";
import type { Db } from "../db/database.ts";
import { isId, type Page, readCursor, toPage } from "../lib/cursor.ts";
import { storePrefix } from "./path.ts";
import type { FileRow } from "./store.ts";

/** Newest first. Of a task: all it made, those that have been replaced since among them. */
export async function listFiles(
  db: Db,
  workspaceId: number,
  { limit, cursor, prefix, task }: { limit: number; cursor?: string; prefix?: string; task?: number },
): Promise<Page<File>> {
  const before = readCursor(cursor, isId);
  const start = storePrefix(prefix ?? "");
  const rows = await db
    .selectFrom("files")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(task === undefined, (query) => query.where("deleted_at", "is", null))
    .$if(task !== undefined, (query) => query.where("task_id", "=", task ?? null))
    .$if(start !== "", (query) => query.where(sql<boolean>`starts_with(path, ${start})`))
    .$if(before !== undefined, (query) => query.where("id", "<", before ?? 0))
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, toFile, (row) => row.id);
}

export function toFile(row: FileRow): File {
  return {
    id: row.id,
    path: row.path,
    name: row.name,
    mediaType: row.media_type,
    bytes: row.bytes,
    sha256: row.sha256.toString("hex"),
    taskId: row.task_id,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
