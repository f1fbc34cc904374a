/** How every command ends; scripts rely on these. */
export const EXIT = {
  /** done; for run and watch: the task is complete */
  complete: 0,
  /** the task ended in error, the server refused, a check found errors */
  error: 1,
  /** the task was cancelled */
  cancelled: 2,
  /** the command line is wrong */
  usage: 3,
  /** no server answers, or it does not let us in */
  unreachable: 4,
  /** left with Ctrl-C while the task goes on, as shells report it */
  detached: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with a message for a person: what is wrong, and under it what to do. */
export class CliError extends Error {
  override name = "CliError";
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(exitCode: ExitCode, message: string, hint?: string) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

export function usageError(message: string, hint?: string): CliError {
  return new CliError(EXIT.usage, message, hint);
}

/** The exit code that says how a task ended. */
export function exitCodeOf(status: string): ExitCode {
  if (status === "complete") return EXIT.complete;
  return status === "cancelled" ? EXIT.cancelled : EXIT.error;
}
