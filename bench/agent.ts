import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Database } from "../server/src/db/database.ts";
import { json } from "../server/src/db/database.ts";
import type { Models, Turn, TurnRequest } from "../server/src/models/models.ts";
import type { BenchEngine } from "./engine.ts";

const TURNS = 4;
const LATENCY_MS = 1_000;
const AT_ONCE = 200;

/** A model that takes its time, calls a tool in each turn but the last, and keeps nothing. */
export function mockModels(latencyMs: () => number): Models {
  return {
    describe: async (_workspaceId, id) =>
      await Promise.resolve({
        id,
        name: "mock",
        provider: "compatible",
        modelName: "mock",
        contextTokens: null,
        trouble: null,
      }),
    async turn(request: TurnRequest): Promise<Turn> {
      const began = performance.now();
      const ms = latencyMs();
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      const turn = request.messages.filter(({ role }) => role === "assistant").length;
      const isLast = turn === TURNS - 1;
      const call = { id: `c${turn}`, name: "bench__write", input: { n: turn } };
      return {
        messages: [
          {
            role: "assistant",
            content: isLast
              ? [{ type: "text", text: "done" }]
              : [{ type: "tool-call", toolCallId: call.id, toolName: call.name, input: call.input }],
          },
        ],
        text: isLast ? "done" : "",
        toolCalls: isLast ? [] : [call],
        finishReason: isLast ? "stop" : "tool-calls",
        usage: { inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 50 },
        costMicros: 100,
        model: { id: request.modelId, name: "mock", provider: "compatible", modelName: "mock" },
        ms: performance.now() - began,
      };
    },
  };
}

/** What the engine adds to an agent's turns, and whether many agents can wait for their models at once. */
export async function benchAgents(
  database: Database,
  engine: BenchEngine,
  note: (name: string, value: number) => void,
): Promise<void> {
  const { db } = database;
  await engine.define("agent", { inputs: { amount: { type: "number" } }, instructions: "Work." });
  const model = await db
    .insertInto("models")
    .values({ workspace_id: engine.actor.workspaceId, name: "mock", provider: "compatible", model_name: "mock" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await db
    .updateTable("agents")
    .set({ model_id: model.id, tools: json([{ tool: "*", policy: "allow" }]) })
    .where("workspace_id", "=", engine.actor.workspaceId)
    .execute();
  let latencyMs = 0;
  const worker = engine.startWorker(
    50,
    mockModels(() => latencyMs),
  );

  // One at a time on an idle system: all the time there is belongs to the engine.
  const perTurn: number[] = [];
  for (let n = 0; n < 60; n++) {
    const [id] = await engine.create("agent", 1);
    await worker.drain();
    const { rows } = await database.pool.query<{ ms: number }>(
      "select extract(epoch from ended_at - started_at) * 1000 as ms from tasks where id = $1",
      [id],
    );
    if (n >= 10) perTurn.push(Number(rows[0]!.ms) / TURNS);
  }
  const sorted = perTurn.toSorted((a, b) => a - b);
  note("agent: added to a model's turn with its tool call, ms p50", sorted[Math.floor(sorted.length / 2)]!);
  note("agent: added to a model's turn with its tool call, ms p95", sorted[Math.floor(sorted.length * 0.95)]!);

  latencyMs = LATENCY_MS;
  const heap: number[] = [];
  for (let round = 0; round < 3; round++) {
    await worker.hold();
    await engine.create("agent", AT_ONCE);
    const began = performance.now();
    worker.release();
    await worker.drain();
    if (round === 0)
      note(`agent: ${AT_ONCE} tasks of ${TURNS} turns of 1 s at once, s`, (performance.now() - began) / 1000);
    collectGarbage();
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  note("agent: heap after the third such round against the first, MiB", heap[2]! - heap[0]!);
  await engine.assertComplete();
  await worker.stop();
}

// A heap is measured without what nobody holds any more; only V8 itself can be asked for that.
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
