import { createHash, randomBytes } from "node:crypto";
import { existsSync, lstatSync, statSync } from "node:fs";
import { chmod, chown, cp, mkdir, readlink, rename, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AppError } from "../../errors.ts";
import type { Account } from "./account.ts";
import { copyBinaries } from "./binaries.ts";

export interface Place {
  data: string;
  socket: string;
  binaries: string;
}

/**
 * Where the program, its data and its socket lie: in the data folder, as long as the account can
 * go there; else the data moves to SHARED and the data folder keeps a link to it.
 */
export async function choosePlace(account: Account, dataDir: string, native: string) {
  if (account.sameFiles || !account.owner) {
    const socket = await socketFolder(account, dataDir);
    return { data: join(dataDir, "postgres"), socket, binaries: native } satisfies Place;
  }
  const user = account.owner;
  await chmod(dataDir, 0o711);
  const home = canEnter(user, dataDir) ? dataDir : await sharedHome(dataDir);
  const binaries = canEnter(user, join(native, "bin"))
    ? native
    : await copyBinaries(native, join(SHARED, `binaries-${digest(native)}`));
  const socket = await socketFolder(account, home);
  return { data: join(home, "postgres"), socket, binaries } satisfies Place;
}

/**
 * The link is what says where the data is: a data folder that was removed and begun anew gets a new
 * home, and one that was used in place before takes its data along.
 */
async function sharedHome(dataDir: string): Promise<string> {
  const link = join(dataDir, "postgres");
  const existing = lstatSync(link, { throwIfNoEntry: false });
  const linked = existing?.isSymbolicLink();
  const home = linked ? dirname(await readlink(link)) : join(SHARED, randomBytes(6).toString("hex"));
  await mkdir(home, { recursive: true, mode: 0o711 });
  if (linked) return home;
  if (existing) {
    await cp(link, join(home, "postgres"), { recursive: true, preserveTimestamps: true });
    await rename(link, `${link}.moved`);
  }
  await symlink(join(home, "postgres"), link);
  return home;
}

const SHARED = "/var/lib/taskwright";

/** A private folder for the socket, whose whole path must fit into 107 bytes. */
async function socketFolder(account: Account, folder: string): Promise<string> {
  let socket = join(folder, "socket");
  if (Buffer.byteLength(join(socket, ".s.PGSQL.5432.lock")) > 107) {
    socket = join(tmpdir(), `taskwright-${digest(folder)}`);
  }
  await mkdir(socket, { recursive: true, mode: 0o700 });
  if (account.owner) await chown(socket, account.owner.uid, account.owner.gid);
  // Somebody else may have made the folder first, in a place open to all.
  const uid = account.owner?.uid ?? process.getuid?.();
  const { uid: actual, mode } = lstatSync(socket);
  if (actual !== uid || mode & 0o077) {
    throw new AppError(
      "internal",
      `The folder ${socket} must belong to user ${uid ?? "running this"} alone (mode 0700). Remove it and start again.`,
    );
  }
  return socket;
}

function canEnter(user: { uid: number; gid: number }, folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { uid, gid, mode } = statSync(folder);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if (!(mode & bit)) return false;
  return folder === dirname(folder) || canEnter(user, dirname(folder));
}

/** Short, so that paths stay short, and different for each folder. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
