import { defineVerb, jsonFlag } from "../command.ts";
import { dataFolder } from "../connect.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { print, printJson, tell } from "../terminal.ts";

export const migrate = defineVerb({
  name: "migrate",
  about: "Brings the database to this version; the server does the same when it starts",
  examples: [
    "migrate --database postgres://user:password@db.example.org/taskwright",
    "migrate  # the built-in database, while the server is stopped",
  ],
  args: {
    database: {
      type: "string",
      description: "The PostgreSQL to migrate (DATABASE_URL; the built-in one)",
      valueHint: "address",
    },
    data: { type: "string", description: "The folder of the built-in database (DATA_DIR; data)", valueHint: "folder" },
    ...jsonFlag,
  },
  async run({ args }): Promise<ExitCode> {
    const { readConfig } = await import("@taskwright/server/config.ts");
    const config = readConfig({
      ...process.env,
      DATA_DIR: dataFolder(args.data === undefined ? process.env : { DATA_DIR: args.data }),
      ...(args.database !== undefined && { DATABASE_URL: args.database }),
    });
    const applied = await migrateDatabase(config.databaseUrl, config.dataDir);
    if (args.json) printJson({ applied });
    else if (applied.length === 0) print("The database is at this version already.");
    else print(`Applied ${applied.join(", ")}. The database is at this version.`);
    return EXIT.complete;
  },
});

/** The names of the migrations it applied. pg-boss brings its own tables along when it starts. */
async function migrateDatabase(url: string | undefined, dataDir: string): Promise<string[]> {
  const { connectDatabase } = await import("@taskwright/server/db/database.ts");
  const { migrate: applyMigrations } = await import("@taskwright/server/db/migrate.ts");
  const { startBoss } = await import("@taskwright/server/db/boss.ts");
  const embedded = url === undefined ? await startBuiltIn(dataDir) : undefined;
  try {
    const database = connectDatabase({ ...(embedded?.connection ?? { url: url! }), name: "taskwright migrate" });
    try {
      const applied = await applyMigrations(database.db);
      const boss = await startBoss({ database, name: `migrate-${process.pid}`, role: "web" });
      await boss.stop({ graceful: false });
      return applied;
    } finally {
      await database.close();
    }
  } finally {
    await embedded?.stop();
  }
}

async function startBuiltIn(dataDir: string) {
  const { startEmbedded } = await import("@taskwright/server/db/embedded.ts");
  return startEmbedded({ dataDir, progress: tell, warn: tell });
}
