import { randomBytes } from "node:crypto";
import type { DefinitionDocument } from "@taskwright/api/language.ts";
import type { RespondToInteraction } from "@taskwright/api/interaction.ts";
import type { PgBoss, TestClock } from "pg-boss";
import { expect } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Actor } from "../../src/access/actor.ts";
import { sameForAll } from "../../src/apps/catalogs.ts";
import { defineTool, type Tool, type ToolCall, ToolError } from "../../src/apps/tool.ts";
import { type Connections, NO_CONNECTIONS } from "../../src/connections/open.ts";
import { startBoss } from "../../src/db/boss.ts";
import { json } from "../../src/db/database.ts";
import { attachSignals } from "../../src/db/poke.ts";
import { openSignals, type Signals } from "../../src/db/signals.ts";
import { workerName } from "../../src/engine/recover.ts";
import { startWorker, type Worker } from "../../src/engine/worker.ts";
import { respondToInteraction } from "../../src/interactions/respond.ts";
import { createLog, type Log } from "../../src/log.ts";
import { STEP_HANDLERS } from "../../src/steps/handlers.ts";
import { createTasks, type NewTask } from "../../src/tasks/create.ts";
import { type ScriptedModels, scriptedModels } from "./models.ts";
import { testDatabase, type TestDatabase, testWorkspace } from "./database.ts";

export interface TestEngine extends TestDatabase {
  boss: PgBoss;
  signals: Signals;
  worker: Worker;
  tools: Map<string, Tool>;
  models: ScriptedModels;
  /** where calls of "test.gate" with this `gate` argument stop, until the test opens it */
  gate(name: string): Gate;
  /** calls that the "test.*" tools have seen, in order */
  calls: { tool: string; args: unknown; call: ToolCall }[];
  stop(): Promise<void>;
}

/** A place where a tool's call stops until the test lets it go. */
export interface Gate {
  /** resolves when a call has arrived */
  reached: Promise<void>;
  open(result?: unknown): void;
}

export interface TestEngineOptions {
  concurrency?: number;
  clock?: TestClock;
  connections?: Connections;
  log?: Log;
}

/** A whole engine on a database of its own, with tools that do as they are told. */
export async function testEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const { clock } = options;
  const test = await testDatabase({ testClock: clock !== undefined });
  const name = workerName();
  const boss = await startBoss({ database: test.database, name, role: "both", ...(clock ? { clock } : {}) });
  const signals = openSignals(test.database);
  attachSignals(test.database.db, signals);
  const calls: TestEngine["calls"] = [];
  const gates = new Map<string, Gate & { enter(): void; opened: Promise<unknown> }>();
  const gate = (name: string) => {
    const known = gates.get(name);
    if (known) return known;
    const reached = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<unknown>();
    const made = { reached: reached.promise, enter: reached.resolve, opened: opened.promise, open: opened.resolve };
    gates.set(name, made);
    return made;
  };
  const tools = testTools(calls);
  const models = scriptedModels();
  tools.set("test.gate", gateTool(gate, "read"));
  tools.set("test.gatedwrite", { ...gateTool(gate, "write"), name: "test.gatedwrite" });
  const log = options.log ?? createLog({ level: process.env.TEST_LOG ?? "silent" });
  const worker = startWorker({
    name,
    concurrency: options.concurrency ?? 10,
    database: test.database,
    boss,
    signals,
    catalogs: sameForAll(tools),
    connections: options.connections ?? NO_CONNECTIONS,
    models,
    handlers: STEP_HANDLERS,
    log,
  });
  return {
    ...test,
    boss,
    signals,
    worker,
    tools,
    models,
    calls,
    gate,
    async stop() {
      await worker.stop(100);
      await signals.close();
      await boss.stop({ graceful: false, close: false });
      await test.drop();
    },
  };
}

function testTools(calls: TestEngine["calls"]): Map<string, Tool> {
  const args = z.looseObject({ fail: z.number().optional(), retryable: z.boolean().optional() });
  const failures = new Map<string, number>();
  const make = (name: string, effect: Tool["effect"], idempotent: boolean) =>
    defineTool({
      name,
      title: name,
      description: "a tool of the tests",
      effect,
      idempotent,
      args,
      async run(given, call) {
        calls.push({ tool: name, args: given, call });
        const left = failures.get(call.idempotencyKey) ?? given.fail ?? 0;
        if (left > 0) {
          failures.set(call.idempotencyKey, left - 1);
          throw new ToolError("told_to", "It was told to fail.", { retryable: given.retryable ?? true });
        }
        return { ...given, path: call.stepPath };
      },
    });
  return new Map(
    [make("test.read", "read", true), make("test.write", "write", true), make("test.send", "external", false)].map(
      (tool) => [tool.name, tool],
    ),
  );
}

function gateTool(gate: (name: string) => { enter(): void; opened: Promise<unknown> }, effect: Tool["effect"]): Tool {
  return defineTool({
    name: "test.gate",
    title: "gate",
    description: "waits until the test opens it",
    effect,
    idempotent: true,
    args: z.looseObject({ gate: z.string() }),
    async run(args) {
      const { enter, opened } = gate(args.gate);
      enter();
      return (await opened) ?? { gate: args.gate };
    },
  });
}

/** A row as PostgreSQL gives it; tests say what they expect in it. */
// oxlint-disable-next-line typescript/no-explicit-any -- every test reads other columns and other JSON
export type TestRow = Record<string, any>;

export interface TestDesk {
  actor: Actor;
  workspaceId: number;
  agentId: number;
  /** stores a definition as it is, without the checks of publishing */
  define(source: string | DefinitionDocument): Promise<string>;
  start(definition: string, inputs?: Record<string, unknown>, more?: Partial<NewTask>): Promise<number>;
  task(id: number): Promise<TestRow>;
  steps(id: number): Promise<TestRow[]>;
  events(id: number): Promise<string[]>;
  /** gives the workspace's agent a model, and what else is said */
  connectModel(more?: { instructions?: string; tools?: object | null; budget?: object | null }): Promise<void>;
  /** the open questions of a task, oldest first */
  open(id: number): Promise<{ id: number; step_path: string; kind: string; form: unknown; subject: unknown }[]>;
  respond(interactionId: number, response: RespondToInteraction, as?: Actor): Promise<void>;
  /** resolves once the task has this status; fails with what it has instead when nothing moves any more */
  reaches(id: number, status: string): Promise<TestRow>;
}

/** A workspace with someone in it who defines and starts. */
export async function testDesk(engine: TestEngine): Promise<TestDesk> {
  const { db } = engine.database;
  const { workspaceId, userId, agentId } = await testWorkspace(db);
  const actor: Actor = { type: "user", id: userId, name: "Olga Owner", workspaceId, role: "owner", login: "olga" };
  const desk: TestDesk = {
    actor,
    workspaceId,
    agentId,
    async define(source) {
      const document = (typeof source === "string" ? parse(source) : source) as DefinitionDocument;
      document.name ??= `definition ${randomBytes(4).toString("hex")}`;
      const snapshot = await db
        .insertInto("definition_snapshots")
        .values({ workspace_id: workspaceId, sha256: randomBytes(32), document: json(document) })
        .returning("id")
        .executeTakeFirstOrThrow();
      await db
        .insertInto("definitions")
        .values({ workspace_id: workspaceId, name: document.name, current_version: 1, snapshot_id: snapshot.id })
        .execute();
      return document.name;
    },
    async start(definition, inputs = {}, more = {}) {
      const [id] = await createTasks(db, engine.boss, [
        { actor, task: { definition, inputs, kind: "manual", ...more } },
      ]);
      return id!;
    },
    async task(id) {
      return await db.selectFrom("tasks").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    },
    async steps(id) {
      return await db
        .selectFrom("steps")
        .selectAll()
        .where("task_id", "=", id)
        .orderBy("seq")
        .orderBy("attempt")
        .execute();
    },
    async events(id) {
      const rows = await db.selectFrom("events").select("kind").where("task_id", "=", id).orderBy("id").execute();
      return rows.map(({ kind }) => kind);
    },
    async connectModel({ instructions = null, tools = null, budget = null } = {}) {
      const model = await db
        .insertInto("models")
        .values({ workspace_id: workspaceId, name: "scripted", provider: "compatible", model_name: "scripted-1" })
        .onConflict((conflict) => conflict.columns(["workspace_id", "name"]).doUpdateSet({ name: "scripted" }))
        .returning("id")
        .executeTakeFirstOrThrow();
      await db
        .updateTable("agents")
        .set({
          model_id: model.id,
          instructions,
          tools: tools && json(tools),
          budget: budget && json(budget),
        })
        .where("id", "=", agentId)
        .execute();
    },
    async open(id) {
      return await db
        .selectFrom("interactions")
        .select(["id", "step_path", "kind", "form", "subject"])
        .where("task_id", "=", id)
        .where("status", "=", "open")
        .orderBy("id")
        .execute();
    },
    async respond(interactionId, response, as = actor) {
      await respondToInteraction(db, engine.boss, as, interactionId, response);
    },
    async reaches(id, status) {
      await expect.poll(async () => (await desk.task(id)).status, { timeout: 10_000, interval: 10 }).toBe(status);
      return await desk.task(id);
    },
  };
  return desk;
}
