import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppServices } from "../../src/apps/app.ts";
import { createCatalog, type OpenCatalog } from "../../src/apps/catalog.ts";
import type { ToolCall } from "../../src/apps/tool.ts";
import { NO_CONNECTIONS } from "../../src/connections/open.ts";
import { FileStore } from "../../src/files/store.ts";
import { externalAction } from "../../src/steps/external-action.ts";
import { type TestDatabase, testDatabase, testWorkspace } from "./database.ts";

export interface TestApps {
  services: AppServices;
  catalog: OpenCatalog;
  folder: string;
  /** the workspace that `use` calls in */
  workspaceId: number;
  /** Calls a tool as the engine would: arguments checked first, each call under a key of its own unless named. */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows its tool's answer
  use(tool: string, args: unknown, call?: Partial<ToolCall>): Promise<any>;
  /** What the ledger says of a call with this result, and the call that undoes it. */
  ledger(tool: string, args: unknown, result: unknown): Record<string, unknown> | null;
  put(path: string, content: string | Buffer): Promise<number>;
  textOf(path: string): Promise<string>;
  close(): Promise<void>;
}

let calls = 0;

export async function testApps(options: Partial<AppServices> = {}): Promise<TestApps> {
  const test: TestDatabase = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), "taskwright-files-"));
  const files = await FileStore.open({ dataDir: folder });
  const config = { httpAllow: [], smtpUrl: undefined, mailFrom: "Taskwright <tasks@example.org>" };
  const services = { database: test.database, files, config, ...options };
  const catalog = createCatalog(services);
  const { workspaceId } = await testWorkspace(test.database.db);
  const actor = { type: "system" as const, id: null, name: "test" };
  return {
    services,
    catalog,
    folder,
    workspaceId,
    async use(name, args, call = {}) {
      const tool = catalog.get(name);
      if (!tool) throw new Error(`there is no tool ${name}`);
      const context: ToolCall = {
        workspaceId,
        // no row: a file's task may be unknown, and these tests have none
        taskId: null as unknown as number,
        stepPath: "step",
        actor,
        idempotencyKey: `call-${++calls}`,
        connect: async (name) => await NO_CONNECTIONS.open({ workspaceId, principal: null, app: "", name }),
        isUntrusted: () => false,
        mayGoOn: async () => await Promise.resolve(true),
        isDryRun: false,
        readOutside: () => {},
        signal: new AbortController().signal,
        ...call,
      };
      return await tool.run(tool.args.parse(args), context);
    },
    ledger(name, args, result) {
      const tool = catalog.get(name)!;
      const row = externalAction(tool, tool.args.parse(args), result);
      return row && JSON.parse(JSON.stringify(row));
    },
    async put(path, content) {
      return (await files.write(test.database.db, { workspaceId, path, content, actor })).id;
    },
    async textOf(path) {
      const file = await files.read(test.database.db, workspaceId, { path });
      return (await file.bytes(100_000_000)).toString("utf8");
    },
    async close() {
      await catalog.close();
      await test.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
