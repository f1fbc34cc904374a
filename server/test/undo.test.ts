import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sameForAll } from "../src/apps/catalogs.ts";
import type { Tool } from "../src/apps/tool.ts";
import { NO_CONNECTIONS } from "../src/connections/open.ts";
import { listExternalActions, undoAction } from "../src/controls/external-actions.ts";
import { startBoss } from "../src/db/boss.ts";
import { startWorker } from "../src/engine/worker.ts";
import { createLog } from "../src/log.ts";
import { STEP_HANDLERS } from "../src/steps/handlers.ts";
import { testApps, type TestApps } from "./support/apps.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "./support/engine.ts";
import { hangUp, mortal, takeOver } from "./support/mortal.ts";

/** A shop that keeps its word about keys: what came with one is done once, and answered alike after that. */
interface Shop {
  url: string;
  /** requests as they came */
  seen: { path: string; key: string | undefined }[];
  /** what it really did */
  done: string[];
}

let engine: TestEngine;
let desk: TestDesk;
let apps: TestApps;
let server: Server;
const shop: Shop = { url: "", seen: [], done: [] };

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
  apps = await testApps({ config: { httpAllow: ["127.0.0.1"], smtpUrl: undefined, mailFrom: "a@example.org" } });
  const keys = new Set<string>();
  server = createServer((request, response) => {
    const key = request.headers["idempotency-key"] as string | undefined;
    const path = request.url!;
    shop.seen.push({ path, key });
    if (key === undefined || !keys.has(`${path} ${key}`)) shop.done.push(path);
    if (key !== undefined) keys.add(`${path} ${key}`);
    request
      .resume()
      .on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(`{"id":"o-7"}`));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  shop.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const request = apps.catalog.get("http.request")!;
  engine.tools.set("http.request", request);
  // A tool over HTTP that knows its way back, which goes over HTTP as well.
  engine.tools.set("shop.order", {
    ...request,
    name: "shop.order",
    undo: (_args, answer) => ({
      tool: "http.request",
      args: { url: `${shop.url}/orders/${(answer as { body: { id: string } }).body.id}/cancellation`, json: {} },
    }),
  });
});
beforeEach(() => {
  shop.seen.length = 0;
  shop.done.length = 0;
});
afterAll(async () => {
  await engine.stop();
  await apps.close();
  server.close();
});

async function ordered(): Promise<number> {
  const id = await desk.start(
    await desk.define(`steps: [{ id: order, use: shop.order, with: { url: "${shop.url}/orders", json: {} } }]`),
  );
  await desk.reaches(id, "complete");
  const { items } = await listExternalActions(engine.database.db, desk.actor, { limit: 5, task: id });
  expect(items).toMatchObject([{ stepPath: "order", remoteId: "o-7", reversible: true, undo: null }]);
  return items[0]!.id;
}

const undo = async (action: number) =>
  (await undoAction(engine.database.db, engine.boss, desk.actor, action)).undo!.taskId;

const CANCELLATION = "/orders/o-7/cancellation";
const keyOf = (task: number) => expect.stringMatching(new RegExp(`^tw_${task}_\\w+_undo$`)) as string;

test("what is undone over HTTP carries a key of the undoing's own", async () => {
  const action = await ordered();
  const task = await undo(action);
  await desk.reaches(task, "complete");
  expect(shop.seen.map(({ path }) => path)).toEqual(["/orders", CANCELLATION]);
  expect(shop.seen[1]!.key).toEqual(keyOf(task));
  expect(shop.seen[1]!.key).not.toBe(shop.seen[0]!.key);
});

test("a worker that dies between the undoing and its record: the other side is asked with the same key, and does it once", async () => {
  const action = await ordered();
  await engine.worker.hold();
  const boss = await startBoss({ database: engine.database, name: "undo victims", role: "web" });
  const name = `victim ${crypto.randomUUID().slice(0, 8)}`;
  const life = mortal(name, null, () => {});
  const request = engine.tools.get("http.request")!;
  const died = Promise.withResolvers<void>();
  const lastBreath: Tool = {
    ...request,
    async run(args, call) {
      await request.run(args, call);
      life.isDead = true;
      died.resolve();
      return await new Promise<never>(() => {});
    },
  };
  const victim = startWorker({
    name,
    concurrency: 1,
    database: engine.database,
    boss,
    signals: engine.signals,
    catalogs: sameForAll(new Map([[request.name, lastBreath]])),
    connections: NO_CONNECTIONS,
    models: engine.models,
    handlers: STEP_HANDLERS,
    log: createLog({ level: "silent" }),
  });
  const task = await undo(action);
  try {
    await died.promise;
    await hangUp(engine, name);
    await takeOver(engine, task);
    await desk.reaches(task, "complete");
  } finally {
    life.restore();
    engine.worker.release();
    await victim.stop(50).catch(() => {});
    await boss.stop({ graceful: false, close: false });
  }
  const cancellations = shop.seen.filter(({ path }) => path === CANCELLATION);
  expect(cancellations).toEqual([
    { path: CANCELLATION, key: keyOf(task) },
    { path: CANCELLATION, key: cancellations[0]!.key },
  ]);
  expect(shop.done).toEqual(["/orders", CANCELLATION]);
  const { items } = await listExternalActions(engine.database.db, desk.actor, { limit: 5, task });
  expect(items).toMatchObject([{ stepPath: "undo", tool: "http.request" }]);
  const [undone] = (await listExternalActions(engine.database.db, desk.actor, { limit: 50 })).items.filter(
    ({ id }) => id === action,
  );
  expect(undone).toMatchObject({ undo: { taskId: task, status: "complete" } });
});
