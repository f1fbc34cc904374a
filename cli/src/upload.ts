import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { File as StoredFile } from "@taskwright/api/file.ts";
import { request, type Client } from "./client.ts";
import { usageError } from "./exit.ts";

/** Sends a file as it lies on disk, without reading it into memory first. */
export async function uploadFile(client: Client, path: string, storePath?: string): Promise<StoredFile> {
  const found = await stat(path);
  if (!found.isFile()) throw usageError(`${path} is not a file.`);
  const form = new FormData();
  if (storePath !== undefined) form.set("path", storePath);
  form.set("file", await openAsBlob(path), basename(path));
  const response = await request(client.connection, "/files", {
    method: "POST",
    body: form,
    headers: { "idempotency-key": crypto.randomUUID() },
  });
  return (await response.json()) as StoredFile;
}
