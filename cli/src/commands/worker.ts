import { defineVerb } from "../command.ts";
import { dataFolder } from "../connect.ts";
import { usageError } from "../exit.ts";
import { wholeNumber } from "../flags.ts";
import { becomeServer } from "../server-process.ts";

export const worker = defineVerb({
  name: "worker",
  about: "Starts one more worker on a database that others use too",
  examples: [
    "worker --database postgres://user:password@db.example.org/taskwright",
    "worker --concurrency 100  # with DATABASE_URL set",
  ],
  args: {
    database: { type: "string", description: "The PostgreSQL they share (DATABASE_URL)", valueHint: "address" },
    concurrency: {
      type: "string",
      description: "How many tasks it works on at once (CONCURRENCY; 50)",
      valueHint: "number",
    },
    data: {
      type: "string",
      description: "The folder for files, which they share too (DATA_DIR; data)",
      valueHint: "folder",
    },
  },
  async run({ args }) {
    wholeNumber("--concurrency", args.concurrency);
    const database = args.database ?? process.env["DATABASE_URL"];
    if (database === undefined || database === "") {
      throw usageError(
        "A worker of its own needs the database that the server uses.",
        "Give --database postgres://… or DATABASE_URL. The built-in database serves one process: taskwright serve has a worker inside.",
      );
    }
    await becomeServer({
      ROLE: "worker",
      DATABASE_URL: database,
      DATA_DIR: dataFolder(args.data === undefined ? process.env : { DATA_DIR: args.data }),
      ...(args.concurrency !== undefined && { CONCURRENCY: args.concurrency }),
    });
  },
});
