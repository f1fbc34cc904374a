import type { PgBoss } from "pg-boss";
import type { Authenticator } from "./access/authenticate.ts";
import type { Connections, ConnectionServices } from "./connections/open.ts";
import type { Vault } from "./connections/vault.ts";
import type { ImportServices } from "./apps/imported/import.ts";
import type { Catalogs } from "./apps/tool.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/database.ts";
import type { Signals } from "./db/signals.ts";
import type { Follower } from "./events/follow.ts";
import type { FileStore } from "./files/store.ts";
import type { Log } from "./log.ts";
import type { OpenModels } from "./models/turn.ts";

/** What main puts together once and hands to the rooms. */
export interface Services {
  config: Config;
  log: Log;
  database: Database;
  signals: Signals;
  authenticator: Authenticator;
  follower: Follower;
  boss: PgBoss;
  files: FileStore;
  vault: Vault;
  connectionServices: ConnectionServices;
  connections: Connections;
  catalogs: Catalogs;
  models: OpenModels;
  importing: ImportServices;
}
