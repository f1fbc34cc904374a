import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Actor } from "../server/src/access/actor.ts";
import { sameForAll } from "../server/src/apps/catalogs.ts";
import { defineTool, type Tool } from "../server/src/apps/tool.ts";
import { NO_CONNECTIONS } from "../server/src/connections/open.ts";
import { startBoss } from "../server/src/db/boss.ts";
import { type Database, json } from "../server/src/db/database.ts";
import { attachSignals } from "../server/src/db/poke.ts";
import { openSignals } from "../server/src/db/signals.ts";
import { workerName } from "../server/src/engine/recover.ts";
import { startWorker } from "../server/src/engine/worker.ts";
import type { Models } from "../server/src/models/models.ts";
import { NO_MODELS } from "../server/src/models/none.ts";
import { createLog } from "../server/src/log.ts";
import { STEP_HANDLERS } from "../server/src/steps/handlers.ts";
import { createTasks, type Request } from "../server/src/tasks/create.ts";
import { openIntake } from "../server/src/tasks/intake.ts";

export type BenchEngine = Awaited<ReturnType<typeof openEngine>>;

/** Our engine as the program runs it, without HTTP, with tools that do nothing. */
export async function openEngine(database: Database) {
  const { db } = database;
  const name = workerName();
  const boss = await startBoss({ database, name, role: "both" });
  const signals = openSignals(database);
  attachSignals(db, signals);
  await signals.ready();
  const workspace = await db
    .insertInto("workspaces")
    .values({ name: "bench" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await db.insertInto("agents").values({ workspace_id: workspace.id, name: "bench" }).execute();
  const actor: Actor = { type: "system", id: null, name: "bench", workspaceId: workspace.id, role: null };
  const catalog = new Map([tool("bench.write", "write"), tool("bench.read", "read")].map((each) => [each.name, each]));
  const intake = openIntake(db, boss);
  return {
    db,
    boss,
    signals,
    actor,
    async define(name: string, document: object): Promise<void> {
      const snapshot = await db
        .insertInto("definition_snapshots")
        .values({ workspace_id: workspace.id, sha256: randomBytes(32), document: json({ name, ...document }) })
        .returning("id")
        .executeTakeFirstOrThrow();
      await db
        .insertInto("definitions")
        .values({ workspace_id: workspace.id, name, current_version: 1, snapshot_id: snapshot.id })
        .execute();
    },
    startWorker: (concurrency: number, models: Models = NO_MODELS) =>
      startWorker({
        name,
        concurrency,
        database,
        boss,
        signals,
        catalogs: sameForAll(catalog),
        connections: NO_CONNECTIONS,
        models,
        handlers: STEP_HANDLERS,
        log: createLog({ level: "warn" }),
      }),
    async create(definition: string, count: number): Promise<number[]> {
      const ids: number[] = [];
      for (let made = 0; made < count; made += 5_000) {
        const requests = Array.from({ length: Math.min(5_000, count - made) }, (): Request => ({
          actor,
          task: { definition, inputs: { amount: 1 }, kind: "batch" },
        }));
        ids.push(...(await createTasks(db, boss, requests)));
      }
      return ids;
    },
    createOne: async (definition: string) =>
      await intake.create(actor, { definition, inputs: { amount: 1 }, kind: "api" }),
    /** After a drain: a figure counts only if all of it was done. */
    async assertComplete(): Promise<void> {
      const left = await db
        .selectFrom("tasks")
        .select("id")
        .where("status", "!=", "complete")
        .limit(1)
        .executeTakeFirst();
      if (left) throw new Error(`task ${left.id} is not complete`);
    },
    async close(): Promise<void> {
      await signals.close();
      await boss.stop({ graceful: false, close: false });
    },
  };
}

function tool(name: string, effect: Tool["effect"]): Tool {
  return defineTool({
    name,
    title: name,
    description: "does nothing",
    effect,
    idempotent: true,
    args: z.object({ n: z.number() }),
    run: (args) => Promise.resolve({ n: args.n, ok: true }),
  });
}

/** Five steps that each call a tool with arguments put together from the inputs. */
export function fiveSteps(tool: string): object {
  return {
    inputs: { amount: { type: "number" } },
    steps: Array.from({ length: 5 }, (_, index) => ({
      id: `step${index + 1}`,
      use: tool,
      with: { n: "{{ inputs.amount }}" },
    })),
  };
}
