import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CLUSTER_PORT, type Cluster, tryConnect } from "./cluster.ts";

/**
 * The PostgreSQL that a killed predecessor of ours left running on this data, ready to serve; or
 * undefined when there is none (any more). Only the holder of the data folder's lock may ask: then
 * a server that runs there can only be an orphan.
 */
export async function adoptOrphan(cluster: Cluster) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const pid = orphanPid(cluster);
    if (pid === undefined) return undefined;
    if ((await tryConnect(cluster)) === undefined) return { pid, exited: watchEnd(cluster, pid) };
    // It starts, recovers or shuts down; or its socket is gone and it never will answer.
    if (Date.now() > deadline) kill(pid);
    await sleep(50);
  }
}

/**
 * Clears what a dead server left and PostgreSQL would take for a live one: its number may belong to a
 * stranger by now, or to a process that ended and that nobody has waited for.
 *
 * postmaster.pid must not be removed: it also says which shared memory the old server's processes
 * may still be using, and with that PostgreSQL refuses to start beside them. With our number in it,
 * its parent's, PostgreSQL skips the first check and keeps the second.
 */
export function clearDead(cluster: Cluster): void {
  const file = join(cluster.data, "postmaster.pid");
  if (existsSync(file) && orphanPid(cluster) === undefined) {
    writeFileSync(file, readFileSync(file, "utf8").replace(/^.*/, String(process.pid)));
  }
  rmSync(join(cluster.socket, `.s.PGSQL.${CLUSTER_PORT}.lock`), { force: true });
}

function orphanPid(cluster: Cluster): number | undefined {
  const file = join(cluster.data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  return serves(cluster, pid) ? pid : undefined;
}

/** It is not our child, so nobody tells us when it ends. */
async function watchEnd(cluster: Cluster, pid: number): Promise<void> {
  while (serves(cluster, pid)) await sleep(250, undefined, { ref: false });
}

function serves(cluster: Cluster, pid: number): boolean {
  if (!pid) return false;
  return commandOf(pid).includes(cluster.data);
}

/** Empty for a process that has ended, also while nobody has collected its exit code. */
function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGQUIT");
  } catch {
    // it ended by itself
  }
}
