import { FileRef } from "@taskwright/api/file.ts";
import { z } from "zod";
import type { Db } from "../db/database.ts";
import type { Content, Staged } from "../files/blobs.ts";
import type { FileKey, FileRow, OpenFile } from "../files/store.ts";
import type { AppServices } from "./app.ts";
import { firstResult, once } from "./effects.ts";
import { DRY_RUN, type ToolCall, ToolError } from "./tool.ts";

/** How tools are told which file: "reports/may.csv", or what an input or another tool gave: {file: 12}. */
export const FileArgument = z
  .union([z.string().min(1).max(500), FileRef])
  .describe('a file: its path in the store ("reports/may.csv"), or a reference such as {{ inputs.file }}');
export type FileArgument = z.infer<typeof FileArgument>;

export const StorePath = z.string().min(1).max(500).describe('a path in the store, such as "reports/may.csv"');

export function fileKey(file: FileArgument): FileKey {
  return typeof file === "string" ? { path: file } : { id: file.file };
}

export async function openFile(
  { database, files }: AppServices,
  call: ToolCall,
  file: FileArgument,
): Promise<OpenFile> {
  const opened = await files.read(database.db, call.workspaceId, fileKey(file));
  if (opened.row.untrusted) call.readOutside();
  return opened;
}

export function fileRef(row: FileRow): FileRef {
  return { file: row.id, name: row.name };
}

/** What tools answer about a file they wrote. */
export const WrittenFile = z.object({ file: FileRef, path: z.string().nullable(), bytes: z.number() });

export function writtenFile(row: FileRow): z.infer<typeof WrittenFile> {
  return { file: fileRef(row), path: row.path, bytes: row.bytes };
}

interface NewFile {
  /** its place in the store, or null with a name: a file of the task alone */
  path: string | null;
  name?: string;
  content: Content | Staged;
  mediaType?: string;
  /** it holds content from outside, whatever the task has read before */
  untrusted?: boolean;
}

export async function writeFile({ files }: AppServices, tx: Db, call: ToolCall, file: NewFile): Promise<FileRow> {
  if (call.isDryRun) throw new ToolError(DRY_RUN, "In a dry run no file is kept.");
  return await files.write(tx, {
    ...file,
    workspaceId: call.workspaceId,
    taskId: call.taskId,
    stepPath: call.stepPath,
    actor: call.actor,
    untrusted: file.untrusted === true || call.isUntrusted(),
  });
}

/**
 * A call that makes one file, once: the content is taken in before the transaction, the row, the
 * event and the answer commit together. `make` is not asked when the call was made before.
 */
export async function writeOnce<Result>(
  services: AppServices,
  call: ToolCall,
  tool: string,
  make: () => Promise<{ file: NewFile; result: (row: FileRow) => Result }>,
): Promise<Result> {
  const { db } = services.database;
  const earlier = await firstResult<Result>(db, call);
  if (earlier) return earlier.result;
  const { file, result } = await make();
  const content = "sha256" in Object(file.content) ? file.content : await services.files.stage(file.content as Content);
  return await once(db, call, tool, async (tx) => result(await writeFile(services, tx, call, { ...file, content })));
}
