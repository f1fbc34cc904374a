/** An expression that cannot be read, or that fails over the values it met. Never retried by itself. */
export class ExpressionError extends Error {
  override name = "ExpressionError";
  /** the expression, without its braces */
  readonly source: string;
  /** offset in `source` where it went wrong, when that is known */
  readonly position: number | null;

  constructor(message: string, where: { source: string; position?: number | null; cause?: unknown }) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause });
    this.source = where.source;
    this.position = where.position ?? null;
  }
}
