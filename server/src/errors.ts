import type { Sentence } from "@taskwright/api/sentence.ts";

/**
 * The one error type that reaches a person. `code` is stable and machine-readable, `message` says
 * what happened and what to do next; `cause` and anything not in `details` stays in the log.
 */
export class AppError extends Error {
  override name = "AppError";
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;
  /** the message for readers in other languages, where it has been given a code */
  readonly sentence: Sentence | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown>; sentence?: Sentence } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.sentence = options.sentence;
  }

  get httpStatus(): number {
    return HTTP_STATUS[this.code];
  }
}

/** Every code a client can meet, with the HTTP status it travels under. */
export const HTTP_STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  already_decided: 409,
  gone: 410,
  version_mismatch: 412,
  too_large: 413,
  unsupported_media: 415,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
  storage_full: 507,
} as const;

export type ErrorCode = keyof typeof HTTP_STATUS;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
