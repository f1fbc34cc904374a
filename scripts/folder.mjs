import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The folder of the project. */
export const ROOT = join(import.meta.dirname, "..");

/** A digest of the names and contents of files and folders; missing ones count as such. */
export function digestOf(...paths) {
  const hash = createHash("sha256");
  const add = (path) => {
    // relative, so that a clone that is moved stays ready
    hash.update(relative(ROOT, path));
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) return void hash.update(readFileSync(path));
    for (const name of readdirSync(path).sort()) add(join(path, name));
  };
  paths.forEach(add);
  return hash.digest("hex");
}

export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/**
 * Two of us may start at once on a fresh clone: one works, the other waits for it. A folder is
 * created by one process only; one whose maker is dead is removed.
 */
export async function alone(work, folder = join(ROOT, ".preparing")) {
  for (;;) {
    try {
      mkdirSync(folder);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
    await sleep(100);
  }
  writeFileSync(join(folder, "pid"), String(process.pid));
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAbandoned(folder) {
  try {
    process.kill(Number(readFileSync(join(folder, "pid"), "utf8")), 0);
    return false;
  } catch (error) {
    if (error.code === "ESRCH") return true;
    // made, and its process number is not in it yet: give it a moment
    return error.code === "ENOENT" && Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 5000;
  }
}
