import type { Role } from "@taskwright/api/actor.ts";
import type { Hono } from "hono";
import { createAuthenticator } from "../../src/access/authenticate.ts";
import { systemActor } from "../../src/access/actor.ts";
import { createKey } from "../../src/access/keys.ts";
import { type AppServices, type Room, createApp } from "../../src/app.ts";
import { createVault } from "../../src/connections/vault.ts";
import { attachSignals } from "../../src/db/poke.ts";
import { openSignals, type Signals } from "../../src/db/signals.ts";
import { createFollower } from "../../src/events/follow.ts";
import { createLog } from "../../src/log.ts";
import { type TestDatabase, testDatabase } from "./database.ts";

export interface TestApp {
  app: Hono;
  services: AppServices;
  signals: Signals;
  test: TestDatabase;
  /** what was logged, as lines of JSON */
  logged: string[];
  /** a new API key with a role in a workspace */
  keyFor(workspaceId: number, role: Role): Promise<string>;
  /** a request as a program with a key sends it; the body is JSON unless it is text already */
  request(method: string, path: string, options?: TestRequest): Promise<Response>;
  close(): Promise<void>;
}

export interface TestRequest {
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The whole server as a function, on a database of its own. */
export async function testApp(options: Partial<AppServices> = {}, rooms: readonly Room[] = []): Promise<TestApp> {
  const test = await testDatabase();
  const { database } = test;
  const { db } = database;
  const signals = openSignals(database);
  attachSignals(db, signals);
  const logged: string[] = [];
  const log = createLog({ level: "debug", pretty: false, stream: { write: (line) => logged.push(line) } });
  const config = {
    host: "127.0.0.1",
    baseUrl: undefined,
    databaseUrl: test.url,
    dataDir: "/tmp",
    smtpUrl: undefined,
    secretKey: undefined,
    ...options.config,
  };
  const authenticator = createAuthenticator({ db, signals, secure: config.baseUrl?.startsWith("https:") ?? false });
  const follower = createFollower({ db, signals, log });
  const boss = { getInstances: async () => [] };
  const vault = createVault(() => [Buffer.alloc(32, 7)]);
  const services = {
    database,
    vault,
    log,
    signals,
    authenticator,
    follower,
    boss,
    checkReplies: true,
    ...options,
    config,
  };
  const app = createApp(services, rooms);
  return {
    app,
    services,
    signals,
    test,
    logged,
    async keyFor(workspaceId, role) {
      const { key } = await createKey(db, systemActor(workspaceId, "test"), { name: role, role });
      return key;
    },
    async request(method, path, { key, body, headers } = {}) {
      return await app.request(`/api/v1${path}`, {
        method,
        headers: {
          ...(key ? { authorization: `Bearer ${key}` } : {}),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
    },
    async close() {
      follower.close();
      authenticator.close();
      await signals.close();
      await test.drop();
    },
  };
}
