import type { Readable } from "node:stream";
import { AppError } from "../errors.ts";
import type { Staged } from "./blobs.ts";
import { collect, readParts } from "./multipart.ts";
import type { FileStore } from "./store.ts";

export interface Upload {
  content: Staged;
  name: string | undefined;
  path: string | undefined;
  mediaType: string | undefined;
}

/** What is allowed beside the content of a multipart body. */
export const OVERHEAD_BYTES = 64 * 1024;
const MAX_FIELD_BYTES = 4_000;

/** Takes in an upload while it arrives: a form with `file` and perhaps `path` and `name`, or the bare content. */
export async function receiveUpload(
  files: FileStore,
  body: Readable,
  given: { contentType: string; name?: string; path?: string },
): Promise<Upload> {
  const { contentType, name, path } = given;
  if (!/^multipart\//i.test(contentType)) {
    return { content: await files.stage(body), name, path, mediaType: contentType || undefined };
  }
  const fields: Record<string, string> = {};
  let found: Pick<Upload, "content" | "name" | "mediaType"> | undefined;
  for await (const part of readParts(body, contentType)) {
    if (part.filename === undefined)
      fields[part.name] = (await collect(part.content, MAX_FIELD_BYTES)).toString("utf8");
    else if (found) throw new AppError("invalid", "Send one file at a time.");
    else found = { content: await files.stage(part.content), name: part.filename, mediaType: part.mediaType };
  }
  if (!found) throw new AppError("invalid", 'The form has no file in it. Send it in a field called "file".');
  return { ...found, name: name ?? fields.name ?? found.name, path: path ?? fields.path };
}
