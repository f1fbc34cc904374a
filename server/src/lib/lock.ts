import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AppError } from "../errors.ts";

export interface FolderLock {
  release(): void;
}

/**
 * Makes this process the only one to use a folder, until it releases the lock or dies in any way.
 *
 * The lock must belong to the kernel: a file with a process id in it goes stale with kill -9, and
 * taking over a stale one is a race. Node cannot call flock(2), but the SQLite inside it takes such
 * a lock on its file for an exclusive transaction. No data is ever written to that file.
 */
export function lockFolder(folder: string): FolderLock {
  const owner = join(folder, "lock.pid");
  const lock = new DatabaseSync(join(folder, "lock"));
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    const pid = readPid(owner);
    throw new AppError(
      "conflict",
      `Another Taskwright${pid ? ` (process ${pid})` : ""} already uses the data folder ${folder}. Stop it first, or start this one with another folder: DATA_DIR=./other-data PORT=8701 npm start`,
      { cause: error, details: { pid } },
    );
  }
  writeFileSync(owner, `${process.pid}\n`);
  return { release: () => lock.close() };
}

const SQLITE_BUSY = 5;

function readPid(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}
