import { readConfig } from "./config.ts";
import { isUnavailable } from "./db/failures.ts";
import { AppError, messageOf } from "./errors.ts";
import { createLog } from "./log.ts";
import { start, type Started } from "./start.ts";

/** All of a shutdown, the database included. */
const GONE_AFTER_MS = 9_500;

const began = performance.now();
let started: Started | undefined;
let stopping = false;

try {
  const config = readConfig();
  const log = createLog({ level: config.logLevel });
  const say = (line: string) => process.stdout.write(`${line}\n`);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info(`${signal}: finishing or handing back what is under way`);
      setTimeout(() => process.exit(1), GONE_AFTER_MS).unref();
      void (started?.stop() ?? Promise.resolve()).then(() => process.exit(0));
    });
  }
  started = await start(config, log, say);
  if (stopping) await started.stop();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (started.address) {
    say(`Taskwright is ready at ${started.address} (${seconds} s)`);
    if (started.welcome?.ownerLink)
      say(`Sign in once with this link, then choose a password: ${started.welcome.ownerLink}`);
    if (started.welcome) say(`Scripts on this machine find an API key in ${started.welcome.keyFile}`);
  } else {
    say(`Taskwright worker is ready (${seconds} s)`);
  }
} catch (error) {
  if (error instanceof AppError) process.stderr.write(`${error.message}\n`);
  else if (isUnavailable(error))
    process.stderr.write(
      `The database does not answer: ${messageOf(error)}. Is DATABASE_URL right, and its server running?\n`,
    );
  else
    process.stderr.write(
      `Taskwright could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  process.exit(1);
}
