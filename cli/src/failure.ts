import { CliError, EXIT, type ExitCode } from "./exit.ts";
import { ApiError } from "@taskwright/api/client.ts";
import { UnreachableError } from "./client.ts";
import { plain } from "./terminal.ts";

export interface Failure {
  message: string;
  hint?: string;
  exitCode: ExitCode;
}

/** What a person is told about an error, and the exit code it gives. */
export function explain(error: unknown): Failure {
  if (error instanceof CliError) return { message: error.message, hint: error.hint, exitCode: error.exitCode };
  if (error instanceof ApiError)
    return { message: plain(error.message), hint: hintFor(error), exitCode: exitCodeFor(error) };
  if (error instanceof UnreachableError) {
    return {
      message: error.message,
      hint: "Start it with npm start, or name another with --url. taskwright doctor says more.",
      exitCode: EXIT.unreachable,
    };
  }
  // citty's own error for a missing argument; its class is not exported
  if (error instanceof Error && error.name === "CLIError")
    return { message: missing(error.message), hint: "See --help.", exitCode: EXIT.usage };
  // what the server's own parts say, when a command such as migrate runs them here
  if (error instanceof Error && error.name === "AppError") return { message: error.message, exitCode: EXIT.error };
  if (isConnectionError(error)) {
    return {
      message: `The database does not answer (${error.message}).`,
      hint: "Is it running, and is DATABASE_URL right?",
      exitCode: EXIT.unreachable,
    };
  }
  if (isFileError(error)) return { message: fileMessage(error), exitCode: EXIT.usage };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    message,
    hint: "This is a defect of the command line; please report it with the lines above.",
    exitCode: EXIT.error,
  };
}

function hintFor(error: ApiError): string | undefined {
  switch (error.code) {
    case "unauthenticated":
      return "Give an API key with --key or TASKWRIGHT_KEY, or store one: taskwright profile set <name> --url <address> --key <key>.";
    case "forbidden":
      return "Use a key with a role that may do this; an owner makes keys under Settings.";
    case "unavailable":
      return "The server is up but its database is not. Try again in a moment; taskwright doctor says more.";
    default:
      return undefined;
  }
}

function exitCodeFor(error: ApiError): ExitCode {
  return ["unauthenticated", "unavailable"].includes(error.code) ? EXIT.unreachable : EXIT.error;
}

function missing(message: string): string {
  const positional = /positional argument: (\S+)/.exec(message)?.[1];
  const flag = /required argument: (--\S+)/.exec(message)?.[1];
  const name = positional === undefined ? flag : `<${positional.toLowerCase()}>`;
  return name === undefined ? message : `${name} is missing.`;
}

function isConnectionError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && ["connect", "getaddrinfo"].includes(String(error.syscall));
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && "path" in error && "syscall" in error;
}

function fileMessage(error: NodeJS.ErrnoException): string {
  const said: Record<string, string> = {
    ENOENT: "does not exist",
    EACCES: "may not be read or written by you",
    EISDIR: "is a folder, not a file",
    EEXIST: "exists already",
  };
  return `${error.path} ${said[error.code ?? ""] ?? `cannot be used (${error.code})`}.`;
}
