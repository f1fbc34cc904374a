import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, tryConnect } from "./cluster.ts";

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

function orphanPid(cluster: Cluster): number | undefined {
  const file = join(cluster.data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (serves(cluster, pid)) return pid;
  // PostgreSQL would take any process that has this number now for a live server and not start.
  rmSync(file, { force: true });
  return undefined;
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
