import { sentence } from "@taskwright/api/sentence.ts";
import type { Problem } from "@taskwright/api/problem.ts";
import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { databaseFailure } from "../db/failures.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";

/** Whatever went wrong as RFC 9457 problem+json. What we did not expect gets a number for the log. */
export function problemResponse(error: unknown, { method, path }: Place, log: Pick<Log, "error" | "warn">): Response {
  return toResponse(knownError(error, { method, path }, log), path);
}

/** The same for one part of a request that does many things. */
export function problemOf(error: unknown, { method, path }: Place, log: Pick<Log, "error" | "warn">): Problem {
  return toProblem(knownError(error, { method, path }, log), path);
}

interface Place {
  method: string;
  path: string;
}

function knownError(error: unknown, { method, path }: Place, log: Pick<Log, "error" | "warn">): AppError {
  const known = error instanceof AppError ? error : (databaseFailure(error) ?? conflictOf(error));
  if (known) {
    if (known.httpStatus >= 500) log.warn({ error, method, path }, "a request failed");
    return known;
  }
  const errorId = randomUUID();
  log.error({ error, errorId, method, path }, "a request failed unexpectedly");
  return new AppError(
    "internal",
    `Something went wrong on the server; it is not your doing. Whoever runs it finds the reason in its log under ${errorId}.`,
    { details: { errorId }, sentence: sentence("refused.unexpected", { errorId }) },
  );
}

function toResponse(error: AppError, instance: string): Response {
  const problem = toProblem(error, instance);
  const retryAfter = retryAfterSeconds(error);
  return new Response(JSON.stringify(problem), {
    status: error.httpStatus,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      ...(error.httpStatus === 401 ? { "www-authenticate": "Bearer" } : {}),
      ...allowHeader(error),
    },
  });
}

function toProblem(error: AppError, instance: string): Problem {
  return {
    type: `urn:taskwright:problem:${error.code}`,
    title: STATUS_CODES[error.httpStatus] ?? error.code,
    status: error.httpStatus,
    code: error.code,
    detail: error.message,
    ...(error.sentence ? { sentence: error.sentence } : {}),
    instance,
    ...(error.details ? { details: error.details } : {}),
  };
}

function retryAfterSeconds({ code, details }: AppError): number | undefined {
  if (typeof details?.retryAfterSeconds === "number") return details.retryAfterSeconds;
  if (code === "unavailable") return 1;
  return code === "too_many" ? 5 : undefined;
}

function allowHeader({ details }: AppError): Record<string, string> {
  return Array.isArray(details?.allow) ? { allow: details.allow.join(", ") } : {};
}

/** What only a race shows: two requests passed the same check, and a constraint stopped the second. */
function conflictOf(error: unknown): AppError | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "23505") {
    return new AppError("conflict", "Someone else created the same thing just now. Read it and try again.", {
      sentence: sentence("refused.created_meanwhile", {}),
      cause: error,
    });
  }
  if (code === "40001" || code === "40P01") {
    return new AppError("unavailable", "Another change came in between; nothing was changed. Send this again.", {
      sentence: sentence("refused.busy", {}),
      cause: error,
    });
  }
  return undefined;
}
