import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { sameForAll } from "../../src/apps/catalogs.ts";
import { NO_CONNECTIONS } from "../../src/connections/open.ts";
import { createVault } from "../../src/connections/vault.ts";
import { defineTool } from "../../src/apps/tool.ts";
import { startBoss } from "../../src/db/boss.ts";
import { connectDatabase } from "../../src/db/database.ts";
import { attachSignals } from "../../src/db/poke.ts";
import { openSignals } from "../../src/db/signals.ts";
import { workerName } from "../../src/engine/recover.ts";
import { startWorker } from "../../src/engine/worker.ts";
import { createLog } from "../../src/log.ts";
import { openModels } from "../../src/models/turn.ts";
import { STEP_HANDLERS } from "../../src/steps/handlers.ts";

/**
 * A worker process to be killed: the engine as the program puts it together, with tools that leave a
 * line in a file for every call that was made, whatever became of its process afterwards.
 */
const { DATABASE_URL, CRASH_LINES = "", CRASH_CONCURRENCY = "5", CRASH_MACHINE, CRASH_LOG = "silent" } = process.env;

// Under a foreign machine's name the others cannot look whether this process lives: they must hear it.
const name = CRASH_MACHINE ? `${CRASH_MACHINE}.${process.pid}.${Date.now().toString(36)}` : workerName();
const database = connectDatabase({ url: DATABASE_URL, name });
const boss = await startBoss({ database, name, role: "worker" });
const signals = openSignals(database);
attachSignals(database.db, signals);

/** Appended and on the disk before it returns. */
function leaveLine(line: string): void {
  const file = openSync(CRASH_LINES, "a");
  writeSync(file, line);
  fsyncSync(file);
  closeSync(file);
}

const append = defineTool({
  name: "crash.append",
  title: "Append",
  description: "leaves a line, then takes its time",
  effect: "write",
  idempotent: true,
  args: z.object({ ms: z.number() }),
  async run({ ms }, { idempotencyKey, taskId, stepPath }) {
    leaveLine(`${idempotencyKey} ${taskId} ${stepPath} ${process.pid}\n`);
    await sleep(ms);
    return { taskId, stepPath };
  },
});

const hang = defineTool({
  name: "crash.hang",
  title: "Hang",
  description: "never answers and does not listen to its signal, until there is a file that lets new calls pass",
  effect: "write",
  idempotent: true,
  args: z.object({}),
  async run(_args, { idempotencyKey, taskId, stepPath }) {
    leaveLine(`${idempotencyKey} ${taskId} ${stepPath} ${process.pid}\n`);
    if (!existsSync(`${CRASH_LINES}.open`)) await new Promise(() => {});
    return { taskId, stepPath };
  },
});

const log = createLog({
  level: CRASH_LOG,
  pretty: false,
  stream: { write: (line) => appendFileSync(`${CRASH_LINES}.log`, line) },
});
// Of models without a key: nothing is sealed.
const vault = createVault(() => []);
const models = openModels({ db: database.db, vault, signals, log, httpAllow: [] });

const worker = startWorker({
  name,
  concurrency: Number(CRASH_CONCURRENCY),
  database,
  boss,
  signals,
  catalogs: sameForAll(new Map([append, hang].map((tool) => [tool.name, tool]))),
  connections: NO_CONNECTIONS,
  models,
  handlers: STEP_HANDLERS,
  log,
});

async function leave(): Promise<void> {
  await worker.stop(2_000);
  await models.close();
  await signals.close();
  await boss.stop({ graceful: false, close: false });
  await database.close();
  process.exit(0);
}
process.on("SIGTERM", () => void leave());
// Who started it is gone: nobody else would end it.
process.on("disconnect", () => process.exit(1));
process.send?.(name);
