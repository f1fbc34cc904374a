import type { ChildProcess } from "node:child_process";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { request, UnreachableError, type Connection } from "./client.ts";
import { dataFolder, isLocal, ownerKey } from "./connect.ts";
import { CliError, EXIT } from "./exit.ts";
import { LiveLine } from "./live-line.ts";
import { exitOf, startServerBehind } from "./server-process.ts";
import { formatClock } from "./duration.ts";
import { plain, tell } from "./terminal.ts";

const LOOK_AGAIN_MS = 100;
const READY_WITHIN_MS = 120_000;
/** what the server takes at most to hand back its work, and a little more */
const STOP_WITHIN_MS = 15_000;
const LAST_LINES = 15;

export interface OwnServer {
  connection: Connection;
  /** ends the server; work in progress goes on at its next start */
  stop: () => Promise<void>;
}

/** Whether anything answers at the address. */
export async function answers(connection: Connection): Promise<boolean> {
  try {
    await request(connection, "/session");
  } catch (error) {
    return !(error instanceof UnreachableError);
  }
  return true;
}

/** Starts a server at the address for as long as this command runs. The address must be this machine's. */
export async function startOwnServer(connection: Connection, quiet: boolean): Promise<OwnServer> {
  const { url } = connection;
  if (!isLocal(url)) throw new UnreachableError(`No server answers at ${url}.`);
  const { hostname, port } = new URL(url);
  await mkdir(dataFolder(), { recursive: true, mode: 0o700 });
  const logFile = join(dataFolder(), "run-server.log");
  const log = await open(logFile, "w", 0o600);
  const child = startServerBehind(
    { HOST: hostname.replace(/^\[|\]$/g, ""), PORT: port === "" ? "80" : port, DATA_DIR: dataFolder() },
    log.fd,
  );
  await log.close();
  const waiting = quiet ? undefined : waitingLine();
  try {
    await untilReady(connection, child, logFile);
  } catch (error) {
    await stop(child);
    throw error;
  } finally {
    waiting?.();
  }
  if (!quiet) tell(`Started a server at ${url} for this run; it stops at the end. npm start keeps one running.`);
  return { connection: { url, key: connection.key ?? (await ownerKey()) }, stop: () => stop(child) };
}

/** Ready to answer, and its first start has written the key that we need. */
async function untilReady({ url, key }: Connection, child: ChildProcess, logFile: string): Promise<void> {
  const ended = exitOf(child).then((code) => ({ code }));
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if ((await isReady(url)) && (key ?? (await ownerKey())) !== undefined) return;
    const outcome = await Promise.race([ended, delay(LOOK_AGAIN_MS)]);
    if (outcome !== undefined) {
      throw new CliError(
        EXIT.unreachable,
        `No server answers at ${url}, and starting one for this run failed.`,
        await lastLinesOf(logFile),
      );
    }
    if (Date.now() > until) {
      throw new CliError(
        EXIT.unreachable,
        `The server started for this run was not ready after ${READY_WITHIN_MS / 1000} s.`,
        await lastLinesOf(logFile),
      );
    }
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = exitOf(child);
  child.kill("SIGTERM");
  const late = new AbortController();
  await Promise.race([
    ended,
    delay(STOP_WITHIN_MS, undefined, { signal: late.signal }).then(
      () => child.kill("SIGKILL"),
      () => {},
    ),
  ]);
  late.abort();
  await ended;
}

/** What the server last said, for when it does not start. */
async function lastLinesOf(logFile: string): Promise<string> {
  const text = await readFile(logFile, "utf8");
  return plain(text.trim().split("\n").slice(-LAST_LINES).join("\n"));
}

function waitingLine(): () => void {
  const text = "Starting a server for this run (its first start prepares the database)";
  if (!process.stderr.isTTY) {
    tell(`${text} …`);
    return () => {};
  }
  const since = Date.now();
  const line = new LiveLine(process.stderr, () => `${text} … ${formatClock(Date.now() - since)}`);
  line.start();
  return line.stop;
}
