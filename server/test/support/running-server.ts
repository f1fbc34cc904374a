import { spawn } from "node:child_process";
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
  stop(): Promise<void>;
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
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      PORT: "0",
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
    if (/ is ready at [^]*API key/.test(output)) said.resolve();
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  child.on("exit", (code) => said.reject(new Error(`The server ended with ${code}:\n${output}`)));

  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await said.promise;
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
  };
}
