import type { SystemInfo } from "@taskwright/api/system.ts";
import { routes } from "@taskwright/api/routes.ts";
import { access, constants, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { formatBytes } from "./bytes.ts";
import { ApiError } from "@taskwright/api/client.ts";
import { openClient, UnreachableError, type Connection } from "./client.ts";
import { dataFolder, isLocal } from "./connect.ts";
import { judgeConnections, judgeModels, judgeSecretKey } from "./diagnosis-of-accounts.ts";
import { formatDuration } from "./duration.ts";

export interface Finding {
  level: "ok" | "warn" | "fail";
  what:
    | ("node" | "data" | "server" | "access" | "database" | "disk" | "queue" | "workers" | "mail")
    | ("models" | "accounts" | "key");
  detail: string;
  /** what to do about it */
  advice?: string;
}

const OLDEST_NODE = [22, 18] as const;
const LITTLE_DISK = 5e9;
const TOO_LITTLE_DISK = 500e6;
const SLOW_DATABASE_MS = 50;
const LONG_QUEUED_MS = 10 * 60_000;

/** What can be said without the server: Node, and the data folder when the server is this machine's. */
export async function checkMachine({ url }: Connection): Promise<Finding[]> {
  return isLocal(url)
    ? [checkNode(process.versions.node), await checkDataFolder()]
    : [checkNode(process.versions.node)];
}

/** What the server says of itself. */
export async function checkServer(connection: Connection, now = Date.now()): Promise<Finding[]> {
  const started = performance.now();
  let system: SystemInfo;
  try {
    system = await openClient(connection).call(routes.system.info, {});
  } catch (error) {
    return explainSilence(connection, error);
  }
  const took = performance.now() - started;
  return [
    ok(
      "server",
      `${connection.url}, version ${system.version}, up ${formatDuration(now - Date.parse(system.startedAt))}, answers in ${formatDuration(took)}`,
    ),
    ok("access", connection.key === undefined ? "no key needed" : "the key is accepted"),
    ...judgeSystem(system, now),
  ];
}

/** Pure: what the figures mean. */
export function judgeSystem(system: SystemInfo, now: number): Finding[] {
  return [
    judgeDatabase(system),
    ...judgeDisk(system),
    judgeQueue(system, now),
    judgeWorkers(system),
    judgeMail(system),
    ...judgeModels(system, now),
    ...judgeConnections(system, now),
    judgeSecretKey(system),
  ];
}

function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return ok("node", version);
  return {
    level: "fail",
    what: "node",
    detail: `${version} is too old`,
    advice: `Use Node ${OLDEST_NODE.join(".")} or newer; npm start fetches one by itself on Linux.`,
  };
}

async function checkDataFolder(): Promise<Finding> {
  const folder = dataFolder();
  const nearest = await firstExisting(folder);
  try {
    await access(nearest, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return {
      level: "warn",
      what: "data",
      detail: `${folder} is not yours to write`,
      advice: "Run as the user the server runs as, or name another folder with DATA_DIR.",
    };
  }
  const { bavail, bsize } = await statfs(nearest);
  const detail = `${folder}, ${formatBytes(bavail * bsize)} free${nearest === folder ? "" : " (made at the first start)"}`;
  return { ...judgeFree(bavail * bsize), what: "data", detail };
}

function explainSilence({ url, key }: Connection, error: unknown): Finding[] {
  if (error instanceof UnreachableError) {
    const advice = isLocal(url)
      ? "Start it: npm start. Or name another with --url."
      : "Is the address right, and is the server up? Is a firewall between?";
    return [{ level: "fail", what: "server", detail: `no answer at ${url}`, advice }];
  }
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401 || error.status === 403) {
    const advice = "Give a key with --key or TASKWRIGHT_KEY. On the server's own machine it is in data/owner.key.";
    const detail = key === undefined ? "no key is given" : error.message;
    return [ok("server", `${url} answers`), { level: "fail", what: "access", detail, advice }];
  }
  const advice =
    error.status === 503
      ? "The server is up, its database is not: look at the server's log and at PostgreSQL."
      : "Look at the server's log.";
  return [{ level: "fail", what: "server", detail: `${url}: ${error.message}`, advice }];
}

function judgeDatabase({ database }: SystemInfo): Finding {
  const where = database.embedded ? "built in" : "yours";
  const detail = `PostgreSQL ${database.version} (${where}), ${formatBytes(database.bytes)}, answers in ${formatDuration(database.latencyMs)}`;
  if (database.latencyMs <= SLOW_DATABASE_MS) return ok("database", detail);
  return {
    level: "warn",
    what: "database",
    detail,
    advice: "Every step waits for it: bring the database nearer, or find out what loads it.",
  };
}

function judgeDisk({ disk }: SystemInfo): Finding[] {
  if (disk === null) return [];
  return [
    {
      ...judgeFree(disk.freeBytes),
      what: "disk",
      detail: `${disk.path}, ${formatBytes(disk.freeBytes)} free, ${formatBytes(disk.usedBytes)} used`,
    },
  ];
}

function judgeFree(bytes: number): Pick<Finding, "level" | "advice"> {
  if (bytes > LITTLE_DISK) return { level: "ok" };
  const advice = "Make room, or move the data folder; a full disk stops the database.";
  return { level: bytes < TOO_LITTLE_DISK ? "fail" : "warn", advice };
}

function judgeQueue({ queue }: SystemInfo, now: number): Finding {
  const detail = `${queue.running} running, ${queue.queued} queued, ${queue.waiting} waiting`;
  const age = queue.oldestQueuedAt === null ? 0 : now - Date.parse(queue.oldestQueuedAt);
  if (age < LONG_QUEUED_MS) return ok("queue", detail);
  const advice =
    "Are agents off or at their limit (taskwright agents list)? Else start more workers: taskwright worker.";
  return {
    level: "warn",
    what: "queue",
    detail: `${detail}; the oldest has been queued for ${formatDuration(age)}`,
    advice,
  };
}

function judgeWorkers({ workers }: SystemInfo): Finding {
  const live = workers.filter((worker) => worker.live);
  if (live.length === 0)
    return {
      level: "fail",
      what: "workers",
      detail: "none is alive: nothing runs",
      advice: "Start one: taskwright worker, or taskwright serve without --role web.",
    };
  const names = live.map((worker) => `${worker.name} (${worker.running} running)`).join(", ");
  return ok("workers", names);
}

function judgeMail({ smtpConfigured }: SystemInfo): Finding {
  if (smtpConfigured) return ok("mail", "an SMTP server is set");
  return {
    level: "warn",
    what: "mail",
    detail: "no SMTP server is set; mail stays in the outbox",
    advice: "Set SMTP_URL and MAIL_FROM, then start the server again.",
  };
}

async function firstExisting(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    try {
      await access(at);
      return at;
    } catch {
      if (dirname(at) === at) return at;
    }
  }
}

function ok(what: Finding["what"], detail: string): Finding {
  return { level: "ok", what, detail };
}
