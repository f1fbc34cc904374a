import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface RunningServer {
  address: string;
  /** the one-time link that the first start prints */
  ownerLink: string;
  /** an owner's API key */
  key: string;
  /** calls the API with that key; the answer's JSON, of the kind the caller knows it to be */
  call<Reply = unknown>(method: string, path: string, body?: unknown): Promise<Reply>;
  /** ends the process and removes what it had */
  stop(): Promise<void>;
  /** ends the process alone */
  end(): Promise<void>;
  /** the same server at the same address, after `end` */
  startAgain(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** The whole program in a process of its own, on an empty database (or the one at `databaseUrl`) and a folder of its own. */
export async function startServer(
  given: { databaseUrl?: string; env?: Record<string, string> } = {},
): Promise<RunningServer> {
  const database = given.databaseUrl
    ? { url: given.databaseUrl, drop: async () => {} }
    : // asked for when needed: a bench has no test runner
      await (await import("./database.ts")).testDatabase({ empty: true });
  const dataDir = mkdtempSync(join(tmpdir(), "taskwright-server-"));
  let child: ChildProcess;
  /** Until it has said what is awaited; all that it has said. */
  const start = async (port: string, awaited: RegExp): Promise<string> => {
    child = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        PORT: port,
        HOST: "127.0.0.1",
        DATABASE_URL: database.url,
        DATA_DIR: dataDir,
        LOG_LEVEL: "warn",
        BASE_URL: "",
        SMTP_URL: "",
        ...given.env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const said = Promise.withResolvers<void>();
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (awaited.test(output)) said.resolve();
    };
    child.stdout!.on("data", listen);
    child.stderr!.on("data", listen);
    child.on("exit", (code) => said.reject(new Error(`The server ended with ${code}:\n${output}`)));
    await said.promise;
    return output;
  };
  const end = async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  const stop = async () => {
    await end();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  let output: string;
  try {
    output = await start("0", / is ready at [^]*API key/);
  } catch (error) {
    await stop();
    throw error;
  }
  const address = / is ready at (\S+)/.exec(output)![1]!;
  const key = readFileSync(join(dataDir, "owner.key"), "utf8").trim();
  return {
    address,
    key,
    ownerLink: /\S+\/link#token=\S+/.exec(output)![0],
    async call<Reply>(method: string, path: string, body?: unknown) {
      const response = await fetch(`${address}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === "" ? undefined : JSON.parse(text)) as Reply;
    },
    stop,
    end,
    async startAgain() {
      await start(new URL(address).port, / is ready at /);
    },
  };
}
