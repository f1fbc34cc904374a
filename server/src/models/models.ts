import type { ModelTrouble, ModelProvider } from "@taskwright/api/model.ts";
import type { JSONSchema7, ModelMessage } from "ai";

/** The models of all workspaces. One `turn` is one call: no loop, no tool is run here. */
export interface Models {
  /** Throws `ModelError` for whatever goes wrong at the provider, and `GivenUp` when the signal aborts. */
  turn(request: TurnRequest): Promise<Turn>;
  describe(workspaceId: number, modelId: number): Promise<ModelInfo | null>;
}

export interface TurnRequest {
  workspaceId: number;
  modelId: number;
  system: string;
  /** as JSON, as earlier turns gave them */
  messages: ModelMessage[];
  tools: TurnTool[];
  toolChoice?: "auto" | "required" | "none" | { tool: string };
  signal: AbortSignal;
  /** what the model writes, as it comes */
  onText?: (delta: string) => void;
  /** another model begins anew: what came so far is void */
  onRestart?: () => void;
  /** a call goes out: what will have been taken, by it and by those that failed before it, if nobody hears its answer */
  onSent?: (taken: () => FailedCall[]) => void;
  maxOutputTokens?: number;
  /** the same whenever this turn is tried again, such as task and path: it keeps its place in the line */
  ticket?: string;
}

export interface TurnTool {
  /** letters, digits, _ and -; at most 64 */
  name: string;
  description: string;
  inputSchema: JSONSchema7;
}

export interface Turn {
  /** the model's answer, JSON that goes into the messages of the next turn */
  messages: ModelMessage[];
  text: string;
  toolCalls: ToolCallAsked[];
  finishReason: "stop" | "length" | "tool-calls" | "other";
  usage: TurnUsage;
  /** millionths of a US dollar; null: no price is known */
  costMicros: number | null;
  /** the one that answered: the fallback, when the first could not */
  model: { id: number; name: string; provider: ModelProvider; modelName: string };
  ms: number;
  /** calls that failed before it did */
  failed?: FailedCall[];
}

/** What a call took though it failed: the provider counts it all the same. */
export interface FailedCall {
  usage: TurnUsage;
  costMicros: number | null;
  /** the provider did not come to say it: counted by letters */
  estimated?: true;
}

/** What one call took, as it is recorded. */
export interface CallCost extends FailedCall {
  /** `newTokens`: without what had been sent before */
  usage: TurnUsage & { newTokens: number };
}

/** A call the model asks for. Its input is what the model wrote, and is checked by who runs it. */
export interface ToolCallAsked {
  id: string;
  name: string;
  input: unknown;
  /** why it cannot be run as it is: broken JSON, a tool that was not offered */
  invalid?: string;
}

export interface TurnUsage {
  /** all of it, with what was cached */
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
}

export interface ModelInfo {
  id: number;
  name: string;
  provider: ModelProvider;
  modelName: string;
  /** how much it can read and write in one turn, as far as known */
  contextTokens: number | null;
  /** the fallback's too: able as long as one of the chain is */
  trouble: ModelTrouble | null;
}

export type ModelErrorCode =
  /** come back after `retryAfterMs`: the provider said so, or our own limits */
  | "rate_limited"
  | "overloaded"
  | "timeout"
  | "unreachable"
  | "bad_answer"
  /** somebody has to do something */
  | "unauthorized"
  | "no_money"
  | "not_found"
  /** this request will not do */
  | "too_long"
  | "refused"
  | "bad_request";

/** Nobody waits for the answer any more. What was asked and written until then is paid for all the same. */
export class GivenUp extends Error {
  override name = "GivenUp";
  readonly spent: FailedCall[];

  constructor(reason: unknown, spent: FailedCall[]) {
    super(reason instanceof Error ? reason.message : "The turn was given up.", { cause: reason });
    this.spent = spent;
  }
}

interface ModelErrorOptions {
  retryAfterMs?: number | undefined;
  ownLimit?: boolean;
  avoided?: boolean;
}

export class ModelError extends Error {
  override name = "ModelError";
  readonly code: ModelErrorCode;
  /** whether the same turn may succeed later by itself */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** our own limits, not the provider's */
  readonly ownLimit: boolean;
  /** it was not even asked, because of what is known of it */
  readonly avoided: boolean;
  /** what was used up all the same, by each call that failed */
  failed: FailedCall[] = [];

  constructor(code: ModelErrorCode, message: string, options: ModelErrorOptions = {}) {
    super(message);
    this.code = code;
    this.retryable = RETRYABLE.has(code);
    this.retryAfterMs = options.retryAfterMs;
    this.ownLimit = options.ownLimit ?? false;
    this.avoided = options.avoided ?? false;
  }
}

const RETRYABLE: ReadonlySet<ModelErrorCode> = new Set([
  "rate_limited",
  "overloaded",
  "timeout",
  "unreachable",
  "bad_answer",
]);
