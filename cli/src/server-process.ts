import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "./connect.ts";

const SERVER = join(projectFolder, "server/src/main.ts");

type Environment = Record<string, string | undefined>;

/**
 * The server in the foreground, in this terminal, until it ends. Signals of the terminal reach both
 * processes; the child decides, and its exit code is ours.
 */
export async function runServer(environment: Environment): Promise<number> {
  const child = spawn(process.execPath, [SERVER], { stdio: "inherit", env: { ...process.env, ...environment } });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const ignore = (): void => {};
  process.on("SIGINT", ignore);
  process.on("SIGTERM", forward);
  process.on("SIGHUP", forward);
  try {
    return await exitOf(child);
  } finally {
    process.off("SIGINT", ignore);
    process.off("SIGTERM", forward);
    process.off("SIGHUP", forward);
  }
}

/**
 * The server behind a command. It has a process group of its own, so that Ctrl-C asks us and does not
 * end it; and it is on a leash: if we die without a word, it stops by itself.
 */
export function startServerBehind(environment: Environment): ChildProcess {
  return spawn(process.execPath, ["--import", import.meta.resolve("./leash.ts"), SERVER], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
    env: { ...process.env, ...environment },
  });
}

/** 128 + signal number is how shells say it; only SIGKILL's is needed. */
export function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 137));
  });
}
