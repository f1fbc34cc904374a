import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** As whom PostgreSQL runs. */
export interface Account {
  /** put before the program and its arguments */
  prefix: string[];
  /** for child_process.spawn */
  uid?: number;
  gid?: number;
  /** who must own the data, as seen from this process */
  owner: { uid: number; gid: number } | undefined;
  /** whether it reads and writes what this process can, private folders included */
  sameFiles: boolean;
}

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it as itself. For root there are two ways:
 *
 * 1. A user namespace in which our root is an ordinary user. It stays the owner of our files, so the
 *    program and its data may lie behind folders that nobody else can enter, and keep their owner.
 * 2. Where namespaces are forbidden (many containers): really become another user. Then data and
 *    program must lie where that user can go: see place.ts.
 */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return { prefix: [], owner: undefined, sameFiles: true };
  // "user" and "namespace" force one way, to try each on a machine that can do both
  const forced = process.env.TASKWRIGHT_POSTGRES_AS;
  // initdb looks its user up by number, so it must be one that exists
  const user = findUser(["postgres", "daemon", "nobody"]);
  if (forced !== "user" && canUseNamespace(user)) {
    return {
      prefix: ["unshare", "--user", `--map-user=${user.uid}`, `--map-group=${user.gid}`],
      owner: { uid: 0, gid: 0 },
      sameFiles: true,
    };
  }
  const other = findUser(["postgres", "nobody"]);
  return { prefix: [], ...other, owner: other, sameFiles: false };
}

function canUseNamespace(user: { uid: number; gid: number }): boolean {
  try {
    const options = ["--user", `--map-user=${user.uid}`, `--map-group=${user.gid}`];
    execFileSync("unshare", [...options, "true"], { stdio: "ignore", timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

function findUser(names: string[]): { uid: number; gid: number } {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of names) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65534, gid: 65534 };
}
