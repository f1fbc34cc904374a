import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "./connect.ts";

const SERVER = join(projectFolder, "server/src/main.ts");

type Environment = Record<string, string>;

/**
 * The server in this very process: it takes the signals and ends it. Settings travel as what they are
 * everywhere, environment variables.
 */
export async function becomeServer(environment: Environment): Promise<void> {
  Object.assign(process.env, environment);
  await import("@taskwright/server/main.ts");
}

/**
 * The server behind a command. It has a process group of its own, so that Ctrl-C asks us and does not
 * end it; and it is on a leash: if we die without a word, it stops by itself. It writes to a file and
 * not to us, because a broken pipe would end it before it has stopped its database.
 */
export function startServerBehind(environment: Environment, log: number): ChildProcess {
  return spawn(process.execPath, ["--import", import.meta.resolve("./leash.ts"), SERVER], {
    stdio: ["ignore", log, log, "ipc"],
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
