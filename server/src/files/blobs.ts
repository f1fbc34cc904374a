import { sentence } from "@taskwright/api/sentence.ts";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { isStorageFull } from "../db/failures.ts";
import { AppError } from "../errors.ts";

/**
 * Up to this size a content lives in its row: it commits and rolls back with what points to it and
 * costs no fsync of its own. Larger ones are files in DATA_DIR/files, durable before any row names them.
 */
export const INLINE_BYTES = 64 * 1024;

export type Content = string | Uint8Array | Readable | AsyncIterable<Uint8Array>;

/** A content that is safely kept, known by its digest, that no row points to yet. */
export interface Staged {
  sha256: Buffer;
  bytes: number;
  /** the content itself when it is small, else it lies in the folder */
  inline: Buffer | null;
}

/** Contents by their SHA-256 in a folder. Never changed, never deleted while a row may point to them. */
export class Blobs {
  readonly #objects: string;
  readonly #temporary: string;

  private constructor(folder: string) {
    this.#objects = join(folder, "objects");
    this.#temporary = join(folder, "incoming");
  }

  /** Removes what a killed process left half-written: those of other processes that live are theirs. */
  static async open(folder: string): Promise<Blobs> {
    const blobs = new Blobs(folder);
    await mkdir(blobs.#objects, { recursive: true });
    await mkdir(blobs.#temporary, { recursive: true });
    for (const name of await readdir(blobs.#temporary)) {
      const [pid, , host] = name.split("~");
      // The folder may be shared with other machines, whose processes cannot be seen from here.
      if (host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)))) {
        await rm(join(blobs.#temporary, name), { force: true });
      }
    }
    await syncFolder(folder);
    return blobs;
  }

  async stage(content: Content, limitBytes: number): Promise<Staged> {
    const incoming = new Incoming(join(this.#temporary, `${process.pid}~${randomUUID()}~${hostname()}`));
    try {
      for await (const chunk of chunksOf(content)) {
        if (incoming.bytes + chunk.byteLength > limitBytes) throw tooLarge(limitBytes);
        await incoming.write(chunk);
      }
      const sha256 = incoming.hash.digest();
      if (!incoming.handle) return { sha256, bytes: incoming.bytes, inline: Buffer.concat(incoming.head) };
      await this.#keep(incoming, sha256);
      return { sha256, bytes: incoming.bytes, inline: null };
    } catch (error) {
      await incoming.discard();
      if (isStorageFull(error) && !(error instanceof AppError)) throw storageFull(error);
      throw error;
    }
  }

  /** From byte `start` to byte `end`, both included. */
  open(sha256: Buffer, range?: { start: number; end: number }): Readable {
    return createReadStream(this.#place(sha256), range);
  }

  async #keep(incoming: Incoming, sha256: Buffer): Promise<void> {
    await incoming.handle?.sync();
    await incoming.handle?.close();
    const place = this.#place(sha256);
    const folder = join(place, "..");
    if (await mkdir(folder, { recursive: true })) await syncFolder(this.#objects);
    // The same content may be there already; renaming over it is atomic and changes nothing.
    await rename(incoming.path, place);
    await syncFolder(folder);
  }

  #place(sha256: Buffer): string {
    const hex = sha256.toString("hex");
    return join(this.#objects, hex.slice(0, 2), hex.slice(2));
  }
}

/** What has arrived so far: in memory while it is small, then in a temporary file. */
class Incoming {
  readonly hash = createHash("sha256");
  readonly path: string;
  head: Uint8Array[] = [];
  bytes = 0;
  handle: FileHandle | undefined;

  constructor(path: string) {
    this.path = path;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    this.bytes += chunk.byteLength;
    if (!this.handle && this.bytes <= INLINE_BYTES) {
      this.head.push(Uint8Array.from(chunk));
      return;
    }
    if (!this.handle) {
      this.handle = await open(this.path, "wx", 0o600);
      await writeFile(this.handle, Buffer.concat(this.head));
      this.head = [];
    }
    // FileHandle.writeFile goes on until every byte is written; write() may stop short
    await writeFile(this.handle, chunk);
  }

  async discard(): Promise<void> {
    await this.handle?.close().catch(() => {});
    if (this.handle) await rm(this.path, { force: true }).catch(() => {});
  }
}

async function* chunksOf(content: Content): AsyncGenerator<Uint8Array> {
  if (typeof content === "string") yield Buffer.from(content);
  else if (content instanceof Uint8Array) yield content;
  else for await (const chunk of content) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

/** A name is durable once the folder that holds it is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Windows cannot sync a folder, and needs not
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  } finally {
    await handle.close();
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export function tooLarge(limitBytes: number): AppError {
  const limit = limitBytes >= 1024 * 1024 ? `${Math.floor(limitBytes / 1024 / 1024)} MB` : `${limitBytes} bytes`;
  return new AppError("too_large", `This is larger than the ${limit} allowed here. Nothing of it was kept.`, {
    sentence: sentence("refused.too_large", { bytes: limitBytes }),
    details: { limitBytes },
  });
}

function storageFull(cause: unknown): AppError {
  return new AppError(
    "storage_full",
    "The disk is full. Nothing of this file was kept; free some space and send it again.",
    { sentence: sentence("refused.disk_full", {}), cause },
  );
}
