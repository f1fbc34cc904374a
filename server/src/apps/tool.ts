import type { Sentence } from "@taskwright/api/sentence.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { Effect } from "@taskwright/api/step.ts";
import { z } from "zod";
import type { OpenConnection } from "../connections/open.ts";

/**
 * One callable operation. `effect` says what a repetition after a crash means:
 * - read: run again, nothing happened;
 * - write: changes something of ours; external: leaves the house. Both are repeated under the same
 *   idempotency key if `idempotent`, else a person is asked what became of the call.
 */
export interface Tool<Args = unknown, Result = unknown> {
  /** "<app>.<operation>", such as "csv.append" */
  name: string;
  title: string;
  description: string;
  effect: Effect;
  /** whether a second call with the same idempotency key answers like the first and does nothing more */
  idempotent: boolean;
  args: z.ZodType<Args>;
  /** the same as JSON Schema, where that is what the tool brought: see argsSchema */
  inputSchema?: JsonSchema;
  /** JSON-safe result; what steps.<id> will be */
  result?: z.ZodType<Result>;
  outputSchema?: JsonSchema;
  /** false: an imported tool that nobody has looked at yet, and nobody may call */
  confirmed?: boolean;
  /** it says something else than when somebody confirmed it */
  changed?: boolean;
  /** of an imported tool: another one when anything that it says of itself is another */
  version?: string;
  /** it signs in with a connection for this app; the argument `connection` names it */
  connection?: ConnectionNeed;
  /** overrules `idempotent` where it depends on the arguments: may this very call be repeated under its key? */
  repeatable?(args: Args): boolean;
  /** its answers come from people or systems that nobody here answers for: a web page, a mail, another's server */
  reads?: "outside";
  /** per call, when the step names none. Default 60 s */
  timeoutMs?: number;
  /** of an external tool: what a call has done outside, for the ledger; null: nothing. Absent: its title says it */
  external?(args: Args, result: Result): ExternalEffect | null;
  /** the call that undoes one with these arguments and this result; null: this one cannot be undone */
  undo?(args: Args, result: Result): { tool: string; args: Record<string, unknown> } | null;
  run(args: Args, call: ToolCall): Promise<Result>;
}

export interface ExternalEffect {
  /** in words: "Mail: Your invoice" */
  what: string;
  /** whom or what it reached */
  target?: string | undefined;
  /** its id over there */
  remoteId?: string | undefined;
  url?: string;
}

/** What a tool is told about the call it serves. */
export interface ToolCall {
  workspaceId: number;
  taskId: number;
  stepPath: string;
  /** who the records of what it changes name; absent: the task itself */
  actor: ActorRecord;
  /** the same on every repetition of this call */
  idempotencyKey: string;
  /**
   * The connection of this name, if the task may use it; without a name the only one it may use for
   * the tool's app. Fails in words.
   */
  connect(name?: string): Promise<OpenConnection>;
  /** secrets that this call has opened so far, in the forms they may come back in: no file may hold one */
  secrets?: ReadonlySet<string>;
  /** the task has taken in content from outside: what it writes is to be marked */
  isUntrusted(): boolean;
  /** whether this call may go where a server sends it on to: to another host than it asked */
  mayGoOn(to: URL): Promise<boolean>;
  /** this call does so too: it opened a file that came from outside */
  readOutside(): void;
  /** nothing may be changed: what only reads must keep no file either */
  isDryRun: boolean;
  /** aborted on timeout, cancel and shutdown; a tool that waits must listen */
  signal: AbortSignal;
}

export type JsonSchema = Record<string, unknown>;

export interface ConnectionNeed {
  app: string;
  required: boolean;
}

/** The code of a failure: in a dry run nothing is kept. */
export const DRY_RUN = "dry_run";

/** Expected failure of a call. Anything else a tool throws counts as its bug: not retried. */
export class ToolError extends Error {
  override name = "ToolError";
  readonly code: string;
  /** worth another attempt by itself (a timeout, a 503), as opposed to a wrong argument */
  readonly retryable: boolean;
  readonly details: Record<string, unknown> | undefined;
  /** the message for other languages; most are a tool's own words and have none */
  readonly sentence: Sentence | undefined;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; details?: Record<string, unknown>; sentence?: Sentence; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details;
    this.sentence = options.sentence;
  }
}

/** All tools of this process by name. */
export type Catalog = ReadonlyMap<string, Tool>;

/** The catalogs of all workspaces: what is built in, and what each has imported. */
export interface Catalogs {
  of(workspaceId: number): Promise<Catalog>;
}

/** JSON Schema of what goes in, for forms and prompts. */
export function argsSchema({ args, inputSchema }: Tool): JsonSchema {
  return inputSchema ?? z.toJSONSchema(args, { io: "input", unrepresentable: "any" });
}

/** JSON Schema of what comes out; null where the tool does not say. */
export function resultSchema({ result, outputSchema }: Tool): JsonSchema | null {
  if (outputSchema) return outputSchema;
  return result ? z.toJSONSchema(result, { io: "output", unrepresentable: "any" }) : null;
}

/** Whether its answers come from where nobody here answers for them: so do those of all imported tools. */
export function readsOutside({ reads, version }: Tool): boolean {
  return reads === "outside" || version !== undefined;
}

export function defineTool<Args, Result>(tool: Tool<Args, Result>): Tool {
  return tool;
}
