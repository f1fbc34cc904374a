import { enableCompileCache } from "node:module";
import { join } from "node:path";
import type { Command, Noun } from "./command.ts";
import { EXIT, usageError, type CliError, type ExitCode } from "./exit.ts";
import { didYouMean } from "./suggest.ts";
import { paint, tell } from "./terminal.ts";

/**
 * The commands by what they are about. Each is loaded only when it is called: the list and its
 * help have to be there at once.
 */
const GROUPS: Record<string, Record<string, string>> = {
  "Work with tasks": {
    run: "start a task and follow it to its end",
    tasks: "list, show, watch, cancel, pause, resume, retry",
    inbox: "what people are asked: list, approve, reject, answer",
    stops: "kill switches: list, set, lift",
  },
  "Set up": {
    definitions: "push, check, show, list",
    agents: "list, show, create, set, on, off",
    models: "list, add, set, test, remove",
    apps: "list, show, import, confirm, refresh, remove",
    connections: "list, add, remove, test, share",
    files: "list, put, get",
    profile: "store the address and key of a server",
  },
  "Run the server": {
    serve: "the page, the API and a worker",
    worker: "one more worker on the same database",
    secrets: "rotate the key that seals them",
    migrate: "bring the database to this version",
    doctor: "check that everything is in order, and say what to do",
  },
};

const LOAD: Record<string, () => Promise<Command | Noun>> = {
  run: async () => (await import("./commands/run.ts")).run,
  tasks: async () => (await import("./commands/tasks.ts")).tasks,
  inbox: async () => (await import("./commands/inbox.ts")).inbox,
  stops: async () => (await import("./commands/stops.ts")).stops,
  definitions: async () => (await import("./commands/definitions.ts")).definitions,
  agents: async () => (await import("./commands/agents.ts")).agents,
  models: async () => (await import("./commands/models.ts")).models,
  apps: async () => (await import("./commands/apps.ts")).apps,
  connections: async () => (await import("./commands/connections.ts")).connections,
  secrets: async () => (await import("./commands/secrets.ts")).secrets,
  files: async () => (await import("./commands/files.ts")).files,
  profile: async () => (await import("./commands/profile.ts")).profile,
  serve: async () => (await import("./commands/serve.ts")).serve,
  worker: async () => (await import("./commands/worker.ts")).worker,
  migrate: async () => (await import("./commands/migrate.ts")).migrate,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
};

// Types stripped and code compiled once: 0.2 s in place of 0.4 s for a command that talks to the server.
// In our own folder, because what lies there is run: a folder in /tmp could be somebody else's.
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/compile"));
// `taskwright tasks list | head`: who reads has seen enough
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? EXIT.complete : EXIT.error),
);
process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<ExitCode> {
  try {
    return await dispatch(argv);
  } catch (error) {
    const { explain } = await import("./failure.ts");
    const failure = explain(error);
    tell(`${paint(["bold", "red"], "error", process.stderr)} ${failure.message}`);
    if (failure.hint !== undefined) tell(failure.hint);
    return failure.exitCode;
  }
}

async function dispatch([name, ...rest]: string[]): Promise<ExitCode> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") return overview();
  if (name === "--version" || name === "-v") return version();
  const load = Object.hasOwn(LOAD, name) ? LOAD[name] : undefined;
  if (load === undefined) throw unknown("command", name, Object.keys(LOAD), "taskwright --help lists them.");
  const loaded = await load();
  if ("verbs" in loaded) return dispatchVerb(loaded, rest);
  return runCommand(loaded, rest);
}

async function dispatchVerb(noun: Noun, [name, ...rest]: string[]): Promise<ExitCode> {
  const { renderNoun } = await import("./help.ts");
  if (name === "--help" || name === "-h") {
    process.stdout.write(`${renderNoun(noun)}\n`);
    return EXIT.complete;
  }
  const names = Object.keys(noun.verbs);
  if (name === undefined)
    throw usageError(`"taskwright ${noun.name}" needs a command.`, `One of: ${names.join(", ")}.`);
  const verb = Object.hasOwn(noun.verbs, name) ? noun.verbs[name] : undefined;
  if (verb === undefined) throw unknown(`command "${noun.name}"`, name, names, `It knows ${names.join(", ")}.`);
  return runCommand(verb, rest, noun.name);
}

async function runCommand(command: Command, rawArgs: string[], nounName?: string): Promise<ExitCode> {
  if (rawArgs.includes("--help") || rawArgs.includes("-h")) {
    const { renderCommand } = await import("./help.ts");
    process.stdout.write(`${renderCommand(command, nounName)}\n`);
    return EXIT.complete;
  }
  const { checkFlags } = await import("./flags.ts");
  checkFlags(rawArgs, command.args, command.repeatable);
  return command.run(rawArgs);
}

async function overview(): Promise<ExitCode> {
  const { renderOverview } = await import("./help.ts");
  process.stdout.write(`${renderOverview(GROUPS)}\n`);
  return EXIT.complete;
}

async function version(): Promise<ExitCode> {
  const { readFile } = await import("node:fs/promises");
  const { version: number } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  process.stdout.write(`${number}\n`);
  return EXIT.complete;
}

function unknown(what: string, typed: string, names: string[], otherwise: string): CliError {
  const subject = what === "command" ? `There is no command "${typed}".` : `The ${what} has no "${typed}".`;
  return usageError(subject, didYouMean(typed, names) ?? otherwise);
}
