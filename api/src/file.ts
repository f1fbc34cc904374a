import { z } from "zod";
import { ActorRecord } from "./actor.ts";
import { PageQuery, pageOf, Timestamp } from "./page.ts";

export const File = z
  .object({
    id: z.number().int(),
    path: z.string().nullable().describe("its place in the workspace's store, when it has one"),
    name: z.string(),
    mediaType: z.string(),
    bytes: z.number().int(),
    sha256: z.string(),
    taskId: z.number().int().nullable(),
    createdBy: ActorRecord,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "File" });
export type File = z.infer<typeof File>;
export const FilePage = pageOf(File).meta({ id: "FilePage" });
export const FileListQuery = PageQuery.extend({
  prefix: z.string().max(500).optional(),
  task: z.coerce.number().int().positive().optional(),
});

/** How a file is named in a task's inputs and outputs. */
export const FileRef = z
  .object({ file: z.number().int().positive(), name: z.string().optional() })
  .strict()
  .meta({ id: "FileRef" });
export type FileRef = z.infer<typeof FileRef>;
