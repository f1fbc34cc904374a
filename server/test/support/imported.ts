import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CreateApp } from "@taskwright/api/app.ts";
import type { Actor } from "../../src/access/actor.ts";
import { createCatalogs, type OpenCatalogs } from "../../src/apps/catalogs.ts";
import { type ImportServices, keepNewApp, readNewApp } from "../../src/apps/imported/import.ts";
import { openImportedApps } from "../../src/apps/imported/open.ts";
import { argsSchema, type Tool, type ToolCall, ToolError } from "../../src/apps/tool.ts";
import { readKeys } from "../../src/connections/key-file.ts";
import { type ConnectionServices, createConnections } from "../../src/connections/open.ts";
import { createVault } from "../../src/connections/vault.ts";
import { openSignals } from "../../src/db/signals.ts";
import { attachSignals } from "../../src/db/poke.ts";
import { FileStore } from "../../src/files/store.ts";
import { createLog } from "../../src/log.ts";
import { type TestDatabase, testDatabase, testWorkspace } from "./database.ts";

export interface TestImported {
  test: TestDatabase;
  importing: ImportServices;
  catalogs: OpenCatalogs;
  connectionServices: ConnectionServices;
  actor: Actor;
  tool(name: string): Promise<Tool>;
  /** as the engine calls it: arguments checked first */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows its tool's answer
  use(name: string, args?: unknown, call?: Partial<ToolCall>): Promise<any>;
  close(): Promise<void>;
}

let calls = 0;

/** As POST /apps does. Gives its id. */
export async function importApp({ test, importing, actor }: TestImported, given: CreateApp): Promise<number> {
  const { db } = test.database;
  return await keepNewApp(db, actor, await readNewApp(db, importing, actor, given));
}

/** Imported apps on a database of their own, which may call this machine. */
export async function testImported(options: { commandsAllowed?: boolean } = {}): Promise<TestImported> {
  const test = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), "taskwright-imported-"));
  const files = await FileStore.open({ dataDir: folder });
  const { db } = test.database;
  const signals = openSignals(test.database);
  attachSignals(db, signals);
  const config = { httpAllow: ["127.0.0.1"], smtpUrl: undefined, mailFrom: "tasks@example.org" };
  const vault = createVault(() => readKeys({ dataDir: folder, secretKey: undefined, secretKeyOld: undefined }));
  const connectionServices = { db, vault, fetch, renewed: async () => {} };
  const connections = createConnections(connectionServices);
  const imported = openImportedApps({
    services: { database: test.database, files, config },
    connections,
    builtIn: ["http.get", "csv.read"],
    commandsAllowed: options.commandsAllowed ?? true,
    log: createLog({ level: "silent" }),
  });
  const catalogs = createCatalogs({ builtIn: new Map(), imports: imported.imports, signals });
  const { workspaceId, userId } = await testWorkspace(db);
  const actor: Actor = { type: "user", id: userId, name: "Olga", workspaceId, role: "owner", login: "olga", userId };
  const tool = async (name: string) => {
    const found = (await catalogs.of(workspaceId)).get(name);
    if (!found) throw new Error(`there is no tool ${name}`);
    return found;
  };
  return {
    test,
    importing: imported.importing,
    catalogs,
    connectionServices,
    actor,
    tool,
    async use(name, args = {}, call = {}) {
      const found = await tool(name);
      argsSchema(found);
      const parsed = found.args.safeParse(args);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new ToolError("bad_arguments", `${issue!.path.join(".")} ${issue!.message}`);
      }
      return await found.run(parsed.data, {
        workspaceId,
        taskId: null as unknown as number,
        stepPath: "step",
        actor: { type: "system", id: null, name: "test" },
        idempotencyKey: `call-${++calls}`,
        connect: async (connection) =>
          await connections.open({ workspaceId, principal: userId, app: name.split(".")[0]!, name: connection }),
        signal: new AbortController().signal,
        isUntrusted: () => false,
        mayGoOn: async () => await Promise.resolve(true),
        isDryRun: false,
        readOutside() {},
        ...call,
      });
    },
    async close() {
      catalogs.close();
      await imported.close();
      await signals.close();
      await test.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
