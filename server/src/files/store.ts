import { sentence } from "@taskwright/api/sentence.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { Selectable } from "kysely";
import { sql } from "kysely";
import { join } from "node:path";
import { Readable } from "node:stream";
import { actorRecord } from "../access/actor.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import type { Tables } from "../db/tables.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { Blobs, type Content, type Staged, tooLarge } from "./blobs.ts";
import { HEAD_BYTES, settleMediaType } from "./mediatype.ts";
import { fileName, storePath, storePrefix } from "./path.ts";

export type FileRow = Selectable<Tables["files"]>;

/** A file is named by its id, or by its place in the workspace's store. */
export type FileKey = { id: number } | { path: string };

export interface WriteFile {
  workspaceId: number;
  /** its place in the store; what was there before is replaced, and kept for history */
  path?: string | null;
  /** absent: the last part of the path */
  name?: string;
  /** what the sender says it is; checked against the content */
  mediaType?: string;
  content: Content | Staged;
  taskId?: number | null;
  stepPath?: string | null;
  actor: ActorRecord;
  limitBytes?: number;
  /** it holds content from outside: whatever task reads it knows from then on */
  untrusted?: boolean;
}

const LIMIT_BYTES = 100 * 1024 * 1024;

/** The files of all workspaces. Every question names the workspace; nothing else leads to a content. */
export class FileStore {
  readonly limitBytes: number;
  readonly #blobs: Blobs;

  private constructor(blobs: Blobs, limitBytes: number) {
    this.#blobs = blobs;
    this.limitBytes = limitBytes;
  }

  static async open(options: { dataDir: string; maxUploadBytes?: number }): Promise<FileStore> {
    const blobs = await Blobs.open(join(options.dataDir, "files"));
    return new FileStore(blobs, options.maxUploadBytes ?? LIMIT_BYTES);
  }

  /** Takes in a content before a transaction begins, so that none is open while it streams. */
  async stage(content: Content, limitBytes = this.limitBytes): Promise<Staged> {
    return await this.#blobs.stage(content, limitBytes);
  }

  async write(db: Db, file: WriteFile): Promise<FileRow> {
    const path = file.path == null ? null : storePath(file.path);
    const name = fileName(file.name ?? path ?? "");
    const staged = isStaged(file.content) ? file.content : await this.stage(file.content, file.limitBytes);
    const media_type = await settleMediaType(await this.#head(staged), { name, declared: file.mediaType });
    return await inTransaction(db, async (tx) => {
      await insertBlob(tx, staged);
      if (path !== null) {
        await this.lockPath(tx, file.workspaceId, path);
        await retire(tx, file.workspaceId, path);
      }
      const row = await tx
        .insertInto("files")
        .values({
          workspace_id: file.workspaceId,
          path,
          name,
          media_type,
          bytes: staged.bytes,
          sha256: staged.sha256,
          task_id: file.taskId ?? null,
          step_path: file.stepPath ?? null,
          created_by: json(actorRecord(file.actor)),
          untrusted: file.untrusted ?? false,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await tell(tx, "file.written", row, file);
      return row;
    });
  }

  /** Undefined when there is none. An id also finds what was replaced or removed: a task's history names it. */
  async find(db: Db, workspaceId: number, key: FileKey): Promise<FileRow | undefined> {
    const files = db.selectFrom("files").selectAll().where("workspace_id", "=", workspaceId);
    if ("id" in key) return await files.where("id", "=", key.id).executeTakeFirst();
    return await files.where("path", "=", storePath(key.path)).where("deleted_at", "is", null).executeTakeFirst();
  }

  async read(db: Db, workspaceId: number, key: FileKey): Promise<OpenFile> {
    const row = await this.find(db, workspaceId, key);
    if (!row) throw fileMissing(key);
    return await this.open(db, row);
  }

  /** For a row that came from this store, and so from a workspace that was asked for. */
  async open(db: Db, row: FileRow): Promise<OpenFile> {
    const blob = await db
      .selectFrom("blobs")
      .select("content")
      .where("sha256", "=", row.sha256)
      .executeTakeFirstOrThrow();
    return new OpenFile(row, blob.content, this.#blobs);
  }

  /** What is in the store under a prefix, by path. */
  async list(
    db: Db,
    workspaceId: number,
    options: { prefix?: string; limit: number; after?: string },
  ): Promise<FileRow[]> {
    const prefix = storePrefix(options.prefix ?? "");
    return await db
      .selectFrom("files")
      .selectAll()
      .where("workspace_id", "=", workspaceId)
      .where("path", "is not", null)
      .where("deleted_at", "is", null)
      .$if(prefix !== "", (query) => query.where(sql<boolean>`starts_with(path, ${prefix})`))
      .$if(options.after !== undefined, (query) => query.where("path", ">", options.after ?? ""))
      .orderBy("path")
      .limit(options.limit)
      .execute();
  }

  /** To a place that is free, or with `replace` to any. */
  async move(db: Db, change: FileChange & { from: string; to: string; replace?: boolean }): Promise<FileRow> {
    const from = storePath(change.from);
    const to = storePath(change.to);
    return await inTransaction(db, async (tx) => {
      // both in one order, so that two moves across each other do not wait for each other
      for (const path of [from, to].sort()) await this.lockPath(tx, change.workspaceId, path);
      const row = await this.find(tx, change.workspaceId, { path: from });
      if (!row) throw fileMissing({ path: from });
      if (from === to) return row;
      const name = fileName(to);
      await settleMediaType(await this.#headOf(tx, row), { name });
      const taken = await this.find(tx, change.workspaceId, { path: to });
      if (taken && !change.replace) {
        throw new AppError(
          "conflict",
          `There is a file at "${to}" already. Choose another path, or say that it may be replaced.`,
          { sentence: sentence("refused.taken", { noun: "file", name: to }) },
        );
      }
      await retire(tx, change.workspaceId, to);
      const moved = await tx
        .updateTable("files")
        .set({ path: to, name, updated_at: sql`now()` })
        .where("id", "=", row.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      await tell(tx, "file.moved", moved, change, { from });
      return moved;
    });
  }

  /** Out of the store; by its id it stays readable for the tasks that used it. False: there was none. */
  async remove(db: Db, change: FileChange & { key: FileKey }): Promise<boolean> {
    return await inTransaction(db, async (tx) => {
      const row = await this.find(tx, change.workspaceId, change.key);
      if (!row) return false;
      const removed = await tx
        .updateTable("files")
        .set({ deleted_at: sql`now()` })
        .where("id", "=", row.id)
        .where("deleted_at", "is", null)
        .returningAll()
        .executeTakeFirst();
      if (removed) await tell(tx, "file.removed", removed, change);
      return removed !== undefined;
    });
  }

  /**
   * Whoever changes a path goes one after the other until the transaction ends. A lock on the row
   * would not do: two writers of a new path have no row yet, and a replaced row is another one.
   */
  async lockPath(tx: Db, workspaceId: number, path: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${storePath(path)}, ${workspaceId}))`.execute(tx);
  }

  async #headOf(tx: Db, row: FileRow): Promise<Buffer> {
    const blob = await tx
      .selectFrom("blobs")
      .select("content")
      .where("sha256", "=", row.sha256)
      .executeTakeFirstOrThrow();
    return await this.#head({ sha256: row.sha256, bytes: row.bytes, inline: blob.content });
  }

  async #head(staged: Staged): Promise<Buffer> {
    if (staged.inline) return staged.inline.subarray(0, HEAD_BYTES);
    const chunks = await this.#blobs.open(staged.sha256, { start: 0, end: HEAD_BYTES - 1 }).toArray();
    return Buffer.concat(chunks);
  }
}

export interface FileChange {
  workspaceId: number;
  taskId?: number | null;
  actor: ActorRecord;
}

/** One content, to be read whole or as a stream. */
export class OpenFile {
  readonly row: FileRow;
  readonly #inline: Buffer | null;
  readonly #blobs: Blobs;

  constructor(row: FileRow, inline: Buffer | null, blobs: Blobs) {
    this.row = row;
    this.#inline = inline;
    this.#blobs = blobs;
  }

  /** From byte `start` to byte `end`, both included. */
  stream(range?: { start: number; end: number }): Readable {
    if (!this.#inline) return this.#blobs.open(this.row.sha256, range);
    const part = range ? this.#inline.subarray(range.start, range.end + 1) : this.#inline;
    return Readable.from(part.length > 0 ? [part] : [], { objectMode: false });
  }

  async bytes(limitBytes: number): Promise<Buffer> {
    if (this.row.bytes > limitBytes) throw tooLarge(limitBytes);
    return this.#inline ?? Buffer.concat(await this.stream().toArray());
  }
}

export function fileMissing(key: FileKey): AppError {
  const which = "id" in key ? `no file ${key.id}` : `no file at "${key.path}"`;
  return new AppError("not_found", `There is ${which} in this workspace's store.`, {
    sentence: sentence("refused.none", { noun: "file", id: "id" in key ? key.id : key.path }),
  });
}

async function insertBlob(tx: Db, staged: Staged): Promise<void> {
  await tx
    .insertInto("blobs")
    .values({ sha256: staged.sha256, bytes: staged.bytes, content: staged.inline })
    .onConflict((conflict) => conflict.column("sha256").doNothing())
    .execute();
}

async function retire(tx: Db, workspaceId: number, path: string): Promise<void> {
  await tx
    .updateTable("files")
    .set({ deleted_at: sql`now()` })
    .where("workspace_id", "=", workspaceId)
    .where("path", "=", path)
    .where("deleted_at", "is", null)
    .execute();
}

async function tell(
  tx: Db,
  kind: string,
  row: FileRow,
  change: FileChange,
  more: Record<string, unknown> = {},
): Promise<void> {
  await appendEvent(tx, {
    workspaceId: row.workspace_id,
    taskId: change.taskId ?? null,
    kind,
    actor: actorRecord(change.actor),
    data: { file: row.id, name: row.name, path: row.path, bytes: row.bytes, ...more },
  });
}

function isStaged(content: Content | Staged): content is Staged {
  return typeof content === "object" && "sha256" in content;
}
