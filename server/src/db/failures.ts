import { sentence } from "@taskwright/api/sentence.ts";
import { AppError } from "../errors.ts";

/** The database cannot answer now and may later: gone, starting, shutting down, full of clients. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof AppError) return error.code === "unavailable";
  return anyCause(error, ({ code, message, syscall }) => {
    if (code && (UNAVAILABLE_STATES.has(code) || /^08[0-9A-Z]{3}$/.test(code))) return true;
    if (code && NETWORK_CODES.has(code)) return true;
    // A missing socket file: the embedded server is down. ENOENT elsewhere is about a user's file.
    if (code === "ENOENT" && syscall === "connect") return true;
    return DRIVER_MESSAGES.some((known) => message.startsWith(known));
  });
}

/** The disk under the database, or under our own files, is full. */
export function isStorageFull(error: unknown): boolean {
  if (error instanceof AppError) return error.code === "storage_full";
  return anyCause(error, ({ code }) => code === "53100" || code === "ENOSPC" || code === "EDQUOT");
}

/** What a client is told when the database failed us; undefined: the error is something else. */
export function databaseFailure(error: unknown): AppError | undefined {
  if (isStorageFull(error)) {
    return new AppError("storage_full", "The disk is full. Nothing was changed; free some space and send this again.", {
      sentence: sentence("refused.disk_full", {}),
      cause: error,
    });
  }
  if (isUnavailable(error)) {
    return new AppError(
      "unavailable",
      "The database cannot be reached right now. Nothing is lost; try again in a moment.",
      { sentence: sentence("refused.unreachable_database", {}), cause: error },
    );
  }
  return undefined;
}

const UNAVAILABLE_STATES = new Set([
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now: starting or recovering
  "57P05", // idle_session_timeout
  "25P03", // idle_in_transaction_session_timeout
  "53200", // out_of_memory
  "53300", // too_many_connections
]);

const NETWORK_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
]);

/** pg and its pool throw these without a code. */
const DRIVER_MESSAGES = [
  "Connection terminated",
  "timeout exceeded when trying to connect",
  "Client has encountered a connection error",
  "Client was closed and is not queryable",
  "Cannot use a pool after calling end on the pool",
  "driver has already been destroyed",
];

interface Failure {
  code: string | undefined;
  message: string;
  syscall: string | undefined;
}

function anyCause(error: unknown, test: (failure: Failure) => boolean, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (test({ code, syscall, message: error.message })) return true;
  // connecting to "localhost" tries IPv6 and IPv4 and reports both in one error
  const parts = error instanceof AggregateError ? error.errors : [];
  return [error.cause, ...parts].some((part) => anyCause(part, test, depth + 1));
}
