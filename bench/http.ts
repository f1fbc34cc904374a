import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Note = (name: string, value: number) => void;

const ROUNDS = 200;
const CLIENTS = 50;
const IDLE_MS = 15_000;

/** The whole program as people run it: boot, idle memory, and what a client sees over HTTP. */
export async function benchHttp(note: Note, seconds: (fn: () => Promise<unknown>) => Promise<number>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "taskwright-bench-http-"));
  let server: Awaited<ReturnType<typeof boot>> | undefined;
  try {
    await (await boot(dataDir)).stop();
    const began = performance.now();
    server = await boot(dataDir);
    note("second start, s", (performance.now() - began) / 1000);
    const client = await connect(server.url, dataDir);
    await client.push("name: Pure step\nsteps: [{ id: only, set: 1 }]\n");
    await client.push("name: Ask\nsteps:\n  - { id: ask, ask: approval, title: Go on? }\n  - { id: after, set: 1 }\n");
    await client.push(
      `name: Five steps\nsteps:\n${[1, 2, 3, 4, 5].map((n) => `  - { id: s${n}, set: ${n} }\n`).join("")}`,
    );
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    note("idle memory of the server, MB", await rss(server.pid));

    for (let warmUp = 0; warmUp < 20; warmUp++) await client.runToEnd("Pure step");
    const starts: number[] = [];
    const firsts: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { totalMs, startedMs } = await client.runToEnd("Pure step");
      starts.push(totalMs);
      firsts.push(startedMs);
    }
    noteSpread(note, "HTTP: request to started", firsts);
    noteSpread(note, "HTTP: one step, request to complete", starts);
    const approvals: number[] = [];
    for (let round = 0; round < ROUNDS; round++) approvals.push(await client.approvalToEnd());
    noteSpread(note, "HTTP: approval to complete", approvals);

    const count = 2_000;
    const oneByOne = await seconds(async () => {
      const last = client.allEnded(count);
      let left = count;
      await Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          while (left-- > 0) await client.create("Five steps");
        }),
      );
      await last;
    });
    note("HTTP: created one by one by 50 clients, steps/s", (count * 5) / oneByOne);
    note(
      "HTTP: 10,000 tasks in one request, s",
      await seconds(async () => await client.createMany("Five steps", 10_000)),
    );
    client.close();
  } finally {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function noteSpread(note: Note, name: string, values: number[]): void {
  const sorted = values.toSorted((a, b) => a - b);
  note(`${name}, ms p50`, sorted[Math.floor(sorted.length * 0.5)]!);
  note(`${name}, ms p99`, sorted[Math.floor(sorted.length * 0.99)]!);
}

async function boot(dataDir: string) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("../server/src/main.ts", import.meta.url))], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: "0",
      LOG_LEVEL: "warn",
      NODE_COMPILE_CACHE: join(dataDir, "compiled"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const found = /ready at (\S+)/.exec(text);
      if (found) resolve(found[1]!);
    });
    child.once("exit", () => reject(new Error(`the server ended: ${text}`)));
  });
  return {
    url,
    pid: child.pid!,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function rss(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}

async function connect(url: string, dataDir: string) {
  const key = (await readFile(join(dataDir, "owner.key"), "utf8")).trim();
  const authorization = `Bearer ${key}`;
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  };
  const waiters = new Map<string, (at: number) => void>();
  const seen = new Map<string, number>();
  let ended = 0;
  let onEnded = () => {};
  const abort = new AbortController();
  const stream = await fetch(`${url}/api/v1/events`, { headers: { authorization }, signal: abort.signal });
  void follow(stream.body!, (event: { kind: string; taskId: number }) => {
    const name = `${event.kind} ${event.taskId}`;
    seen.set(name, performance.now());
    waiters.get(name)?.(performance.now());
    if (event.kind === "task.completed") {
      ended++;
      onEnded();
    }
  }).catch(() => {});
  const when = async (kind: string, id: number) =>
    seen.get(`${kind} ${id}`) ?? (await new Promise<number>((resolve) => waiters.set(`${kind} ${id}`, resolve)));
  return {
    push: async (source: string) => await post("/definitions", { source }),
    create: async (definition: string): Promise<number> => (await post("/tasks", { definition })).id,
    createMany: async (definition: string, count: number) =>
      await post("/tasks/bulk", { tasks: Array.from({ length: count }, () => ({ definition })) }),
    async runToEnd(definition: string) {
      const began = performance.now();
      const id = (await post("/tasks", { definition })).id as number;
      const [started, completed] = [await when("task.started", id), await when("task.completed", id)];
      return { startedMs: started - began, totalMs: completed - began };
    },
    async approvalToEnd(): Promise<number> {
      const id = (await post("/tasks", { definition: "Ask" })).id as number;
      await when("task.waiting", id);
      const { openInteractionIds } = (await (
        await fetch(`${url}/api/v1/tasks/${id}`, { headers: { authorization } })
      ).json()) as { openInteractionIds: number[] };
      const began = performance.now();
      await post(`/interactions/${openInteractionIds[0]}/response`, { outcome: "approve" });
      return (await when("task.completed", id)) - began;
    },
    async allEnded(count: number): Promise<void> {
      const target = ended + count;
      await new Promise<void>((resolve) => {
        onEnded = () => ended >= target && resolve();
      });
    },
    close() {
      abort.abort();
    },
  };
}

async function follow(body: ReadableStream<Uint8Array>, onEvent: (event: never) => void): Promise<void> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const parts = rest.split("\n\n");
    rest = parts.pop()!;
    for (const part of parts) {
      const data = /^data: ?(.*)$/m.exec(part);
      if (data) onEvent(JSON.parse(data[1]!) as never);
    }
  }
}
