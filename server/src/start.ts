import { mkdir } from "node:fs/promises";
import type { PgBoss } from "pg-boss";
import { createAuthenticator } from "./access/authenticate.ts";
import { isSecure } from "./access/routes.ts";
import { createApp, type Room } from "./app.ts";
import { createCatalog } from "./apps/catalog.ts";
import { createEgress } from "./apps/catalog/http/egress.ts";
import { createGuardedFetch } from "./apps/catalog/http/guarded-fetch.ts";
import { openImportedApps } from "./apps/imported/open.ts";
import { appRoutes } from "./apps/imported/routes.ts";
import { connectionTrial } from "./apps/try-connection.ts";
import { createCatalogs } from "./apps/catalogs.ts";
import type { Config } from "./config.ts";
import { readKeys } from "./connections/key-file.ts";
import { type ConnectionServices, createConnections } from "./connections/open.ts";
import { connectionRoutes } from "./connections/routes.ts";
import { createVault } from "./connections/vault.ts";
import { startBoss } from "./db/boss.ts";
import { BY_INDEX, connectDatabase, type Database } from "./db/database.ts";
import { startEmbedded } from "./db/embedded.ts";
import { isUnavailable } from "./db/failures.ts";
import { migrate } from "./db/migrate.ts";
import { attachSignals } from "./db/poke.ts";
import { openSignals } from "./db/signals.ts";
import { controlRoutes } from "./controls/routes.ts";
import { definitionsRoutes } from "./definitions/routes.ts";
import { workerName } from "./engine/recover.ts";
import { startWorker, type Worker } from "./engine/worker.ts";
import { createFollower } from "./events/follow.ts";
import { FileStore } from "./files/store.ts";
import { fileRoutes } from "./files/routes.ts";
import { emailRoutes } from "./apps/routes.ts";
import { listen } from "./http/listen.ts";
import { forgetOldAnswers } from "./http/idempotency.ts";
import { answerReconnects } from "./interactions/reconnected.ts";
import { interactionRoutes } from "./interactions/routes.ts";
import type { Log } from "./log.ts";
import { mcpRoutes } from "./mcp/routes.ts";
import { modelRoutes } from "./models/routes.ts";
import { openModels } from "./models/turn.ts";
import type { Services } from "./services.ts";
import { STEP_HANDLERS } from "./steps/handlers.ts";
import { taskRoutes } from "./tasks/routes.ts";
import { triggerRoutes } from "./triggers/routes.ts";
import { type Welcome, welcome } from "./welcome.ts";

export interface Started {
  /** where the page is; undefined for a process that only works */
  address: string | undefined;
  welcome: Welcome | undefined;
  /** Takes no more, finishes or hands back what is under way, and lets go of everything. */
  stop(): Promise<void>;
}

/** How long work under way may take to end when the process is asked to. All in all it must be gone in 10 s. */
const GRACE_MS = 6_000;

/** Requests under way get a moment; live streams have no end of their own. */
const REQUEST_GRACE_MS = 500;
const HOUSEKEEPING_MS = 3_600_000;

/** Opens everything in order; what was opened is closed again when a later part fails. */
export async function start(config: Config, log: Log, progress: (line: string) => void): Promise<Started> {
  const closers: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).toReversed()) {
      await Promise.resolve(close()).catch((error: unknown) =>
        log.warn({ err: error }, "something did not close as it should"),
      );
    }
  };
  try {
    return { ...(await open(config, log, progress, closers)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(
  config: Config,
  log: Log,
  progress: (line: string) => void,
  closers: (() => Promise<void> | void)[],
): Promise<Omit<Started, "stop">> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const database = await openDatabase(config, log, progress, closers);
  await migrate(database.db);
  const name = workerName();
  const boss = await openBoss(database, name, config.role, log);
  closers.push(async () => await boss.stop({ graceful: false, close: false }));
  const signals = openSignals(database);
  attachSignals(database.db, signals);
  closers.push(async () => await signals.close());
  const files = await FileStore.open({ dataDir: config.dataDir, maxUploadBytes: config.maxUploadBytes });
  const vault = createVault(() => readKeys(config));
  const builtIn = createCatalog({ database, files, config });
  closers.push(async () => await builtIn.close());
  const guarded = createGuardedFetch(createEgress(config.httpAllow), { maxBytes: 1024 * 1024 });
  closers.push(async () => await guarded.close());
  const connectionServices: ConnectionServices = {
    db: database.db,
    vault,
    fetch: guarded.fetch,
    renewed: async (tx, connection) => await answerReconnects(tx, boss, connection),
  };
  const connections = createConnections(connectionServices);
  const { allowMcpCommands: commandsAllowed } = config;
  const imported = openImportedApps({
    services: { database, files, config },
    connections,
    builtIn: builtIn.keys(),
    commandsAllowed,
    log,
  });
  closers.push(async () => await imported.close());
  const catalogs = createCatalogs({ builtIn, imports: imported.imports, signals });
  closers.push(() => catalogs.close());

  const models = openModels({ db: database.db, vault, signals, log, httpAllow: config.httpAllow });
  closers.push(async () => await models.close());

  const shared = {
    config,
    log,
    database,
    signals,
    boss,
    files,
    vault,
    connectionServices,
    connections,
    catalogs,
    models,
    importing: imported.importing,
  };
  const web = config.role === "worker" ? undefined : await openWeb(shared, closers);
  if (config.role !== "web") {
    const worker: Worker = startWorker({
      name,
      concurrency: config.concurrency,
      database,
      boss,
      signals,
      catalogs,
      connections,
      models,
      handlers: STEP_HANDLERS,
      log,
    });
    closers.push(async () => await worker.stop(GRACE_MS));
  }
  return { address: web?.address, welcome: web?.welcome };
}

async function openDatabase(
  config: Config,
  log: Log,
  progress: (line: string) => void,
  closers: (() => Promise<void> | void)[],
): Promise<Database> {
  const max = config.databaseConnections;
  let database: Database;
  if (config.databaseUrl) {
    database = connectDatabase({ url: config.databaseUrl, max });
  } else {
    const embedded = await startEmbedded({ dataDir: config.dataDir, progress, warn: (line) => log.warn(line) });
    closers.push(async () => await embedded.stop());
    database = connectDatabase({ ...embedded.connection, max });
  }
  closers.push(async () => await database.close());
  return database;
}

async function openBoss(database: Database, name: string, role: Config["role"], log: Log): Promise<PgBoss> {
  const boss = await startBoss({ database, name, role });
  let quietUntil = 0;
  boss.on("error", (error) => {
    // While the database is away every beat fails; one line in ten seconds says it.
    if (isUnavailable(error) && Date.now() < quietUntil) return;
    quietUntil = Date.now() + 10_000;
    log.warn({ err: error }, "the queue could not reach its database");
  });
  boss.on("warning", (warning) => log.debug(warning, "pg-boss warns"));
  return boss;
}

async function openWeb(
  shared: Omit<Services, "authenticator" | "follower">,
  closers: (() => Promise<void> | void)[],
): Promise<{ address: string; welcome: Welcome }> {
  const { config, log, database, signals, catalogs, files, boss } = shared;
  const authenticator = createAuthenticator({ db: database.db, signals, secure: isSecure(config.baseUrl) });
  const follower = createFollower({ db: database.newDb("taskwright follower", 2, BY_INDEX), signals, log });
  closers.push(() => follower.close());
  const services: Services = { ...shared, authenticator, follower };
  const rooms: Room[] = [
    (mount) => controlRoutes(services, mount),
    (mount) => definitionsRoutes(services, mount),
    (mount) => fileRoutes(services, mount),
    (mount) => emailRoutes(services, mount),
    (mount) => appRoutes(services, mount),
    (mount) => connectionRoutes({ ...services, tryConnection: connectionTrial(config) }, mount),
    (mount) => taskRoutes(services, mount),
    (mount) => interactionRoutes(services, mount),
    (mount) => triggerRoutes(services, mount),
    (mount) => modelRoutes(services, mount),
    (_mount, app) => mcpRoutes(services, app),
  ];
  const app = createApp(services, rooms);
  const housekeeping = setInterval(() => {
    forgetOldAnswers(database.db).catch((error: unknown) =>
      log.warn({ err: error }, "old answers could not be forgotten"),
    );
  }, HOUSEKEEPING_MS);
  closers.push(() => clearInterval(housekeeping));
  const server = await listen(app, config);
  closers.push(async () => await server.close(REQUEST_GRACE_MS));
  const address = config.baseUrl ?? server.url.replace(/\/\/(0\.0\.0\.0|\[::\])/, "//localhost");
  return { address, welcome: await welcome({ database, files, catalogs, boss, config, address }) };
}
