import { defineVerb } from "../command.ts";
import { dataFolder } from "../connect.ts";
import { wholeNumber } from "../flags.ts";
import { becomeServer } from "../server-process.ts";

export const serve = defineVerb({
  name: "serve",
  about: "Starts the server: the page, the API and a worker",
  examples: [
    "serve",
    "serve --port 9000 --host 0.0.0.0",
    "serve --role web  # no worker in this process",
    "serve --data /srv/taskwright",
  ],
  args: {
    port: { type: "string", description: "The port to listen on (PORT; 8700)", valueHint: "number" },
    host: { type: "string", description: "The address to listen on (HOST; 127.0.0.1)", valueHint: "address" },
    role: {
      type: "enum",
      options: ["both", "web", "worker"],
      default: "both",
      description: "both, web or worker (ROLE)",
      valueHint: "role",
    },
    data: { type: "string", description: "The folder for database and files (DATA_DIR; data)", valueHint: "folder" },
  },
  async run({ args, rawArgs }) {
    wholeNumber("--port", args.port);
    const roleGiven = rawArgs.some((raw) => raw === "--role" || raw.startsWith("--role="));
    await becomeServer({
      DATA_DIR: dataFolder(args.data === undefined ? process.env : { DATA_DIR: args.data }),
      ...(args.port !== undefined && { PORT: args.port }),
      ...(args.host !== undefined && { HOST: args.host }),
      ...(roleGiven && { ROLE: args.role }),
    });
  },
});
