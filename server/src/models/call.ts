import type { LanguageModel, LanguageModelUsage, ModelMessage, ToolSet } from "ai";
import { ModelError, type ToolCallAsked, type Turn, type TurnRequest } from "./models.ts";

export type Answer = Pick<Turn, "messages" | "text" | "toolCalls" | "finishReason"> & { usage: Usage };

export interface Usage {
  inputTokens: number;
  cachedInputTokens: number;
  /** written into the provider's cache, where that has a price of its own */
  cacheWriteTokens: number;
  outputTokens: number;
}

/** What an answer took that did not come to its end; `estimated`: the provider did not say it. */
export type BrokenUsage = Usage & { estimated: boolean };

/** How long a provider may be silent, in milliseconds. */
export interface Patience {
  /** until the first piece of the answer: reasoning models think first, a local one may have to load */
  firstMs: number;
  /** from one piece to the next */
  idleMs: number;
  wholeMs: number;
}

export const PATIENCE: Patience = { firstMs: 180_000, idleMs: 60_000, wholeMs: 900_000 };

/** Far more than any model writes in one turn; a stream that does not end must not fill the memory. */
const MAX_ANSWER_CHARS = 2_000_000;

type Ask = Pick<TurnRequest, "system" | "messages" | "tools" | "toolChoice" | "signal" | "onText" | "maxOutputTokens">;

type Asked = Pick<Ask, "system" | "messages" | "tools">;

/**
 * One call of a model, streamed. Tools are offered without a way to run them, and nothing is tried
 * again here: both are the engine's. Throws whatever the provider's package throws, or `ModelError`
 * for silence and for answers that break off; what such an answer took is told before.
 */
export async function callModel(
  model: LanguageModel,
  ask: Ask,
  patience: Patience = PATIENCE,
  onFailed: (used: BrokenUsage) => void = () => {},
): Promise<Answer> {
  const { streamText, jsonSchema, tool } = await import("ai");
  // It would write to the console what of a schema a provider leaves out, with every call.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  const silence = watchSilence(patience);
  // Left in the middle, the package would read on, and the provider write on, to the end.
  const left = new AbortController();
  const signal = AbortSignal.any([ask.signal, silence.signal, left.signal]);
  const tools: ToolSet = Object.fromEntries(
    ask.tools.map(({ name, description, inputSchema }) => [
      name,
      tool({ description, inputSchema: jsonSchema(inputSchema) }),
    ]),
  );
  let chars = 0;
  let used: Usage | undefined;
  ask.signal.throwIfAborted();
  try {
    const result = streamText({
      model,
      ...(ask.system ? { instructions: ask.system } : {}),
      messages: ask.messages,
      ...(ask.tools.length > 0 ? { tools, toolChoice: choiceOf(ask.toolChoice) } : {}),
      ...(ask.maxOutputTokens ? { maxOutputTokens: ask.maxOutputTokens } : {}),
      maxRetries: 0,
      abortSignal: signal,
      // Errors come as parts of the stream, below; the default writes them to the console.
      onError: () => {},
      providerOptions: PROVIDER_OPTIONS,
    });
    const toolCalls: ToolCallAsked[] = [];
    let failure: unknown;
    for await (const part of result.stream) {
      if (!OURS.has(part.type)) silence.heard();
      if (part.type === "text-delta") {
        chars += part.text.length;
        if (part.text) ask.onText?.(part.text);
      } else if (part.type === "reasoning-delta") {
        chars += part.text.length;
      } else if (part.type === "tool-input-delta") {
        chars += part.delta.length;
      } else if (part.type === "tool-call") {
        toolCalls.push(askedCall(part));
      } else if (part.type === "finish-step") {
        used = usageOf(part.usage);
      } else if (part.type === "error") {
        failure ??= part.error;
      } else if (part.type === "abort") {
        failure ??= signal.reason;
      }
      if (chars > MAX_ANSWER_CHARS) {
        throw new ModelError("bad_answer", "The model wrote more than two million characters in one answer.");
      }
    }
    // oxlint-disable-next-line typescript/only-throw-error -- whatever it was, as it came: failure.ts reads it
    if (failure !== undefined) throw failure;
    signal.throwIfAborted();
    const [{ response }, usage, reason, raw] = await Promise.all([
      result.finalStep,
      result.usage,
      result.finishReason,
      result.rawFinishReason,
    ]);
    if (reason === "content-filter") {
      throw new ModelError("refused", "The provider's filter stopped the answer. Change what the model is asked.");
    }
    // Every provider says how an answer ended: one that does not say was cut off on the way.
    if (reason === "error" || reason === "interrupted" || (reason === "other" && raw === undefined)) {
      throw new ModelError("bad_answer", "The answer broke off before its end.");
    }
    return {
      messages: answerOf(response.messages),
      text: await result.text,
      toolCalls,
      finishReason: toolCalls.length > 0 && reason === "other" ? "tool-calls" : reason,
      usage: usageOf(usage),
    };
  } catch (error) {
    if (used && used.inputTokens > 0) onFailed({ ...used, estimated: false });
    // Given up by us, the question had been sent, and the provider reads it to its end.
    else if (used || chars > 0 || ask.signal.aborted) onFailed(estimateOf(ask, chars));
    // Whoever gave up first says why; the package's own abort error says nothing.
    if (signal.aborted) throw signal.reason;
    left.abort(error);
    throw error;
  } finally {
    silence.stop();
  }
}

function usageOf(usage: LanguageModelUsage): Usage {
  return {
    inputTokens: usage.inputTokens ?? 0,
    cachedInputTokens: usage.inputTokenDetails.cacheReadTokens ?? 0,
    cacheWriteTokens: usage.inputTokenDetails.cacheWriteTokens ?? 0,
    outputTokens: usage.outputTokens ?? 0,
  };
}

/** An answer that breaks off does not say what it took: four letters are about a token. */
export function estimateOf(asked: Asked, written: number): BrokenUsage {
  const inputTokens = estimateTokens(asked);
  const outputTokens = Math.ceil(written / 4);
  return { inputTokens, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens, estimated: true };
}

export function estimateTokens({ system, messages, tools }: Asked): number {
  return Math.ceil((system.length + JSON.stringify(messages).length + JSON.stringify(tools).length) / 4);
}

/** Parts that come before the provider has said anything. */
const OURS: ReadonlySet<string> = new Set(["start", "start-step"]);

/** Nothing is kept at OpenAI; Anthropic caches what a conversation begins with only if asked to, others by themselves. */
const PROVIDER_OPTIONS = {
  openai: { store: false },
  anthropic: { cacheControl: { type: "ephemeral" } },
} as const;

function choiceOf(choice: TurnRequest["toolChoice"] = "auto") {
  return typeof choice === "string" ? choice : { type: "tool" as const, toolName: choice.tool };
}

interface CallPart {
  toolCallId: string;
  toolName: string;
  input: unknown;
  invalid?: boolean;
  error?: unknown;
}

function askedCall({ toolCallId, toolName, input, invalid, error }: CallPart): ToolCallAsked {
  const call = { id: toolCallId, name: toolName, input };
  if (!invalid) return call;
  const why = error instanceof Error ? error.message : "it is not JSON";
  return { ...call, invalid: why.slice(0, 500) };
}

/** What the model said, as JSON. What the package answers to calls it could not read is left out: results are ours. */
function answerOf(messages: ModelMessage[]): ModelMessage[] {
  const said = messages.filter(({ role }) => role === "assistant");
  const plain = JSON.parse(JSON.stringify(said)) as ModelMessage[];
  for (const { content } of plain) {
    if (typeof content === "string") continue;
    for (const part of content) {
      // Providers refuse a conversation in which a call's input is no object.
      if (part.type === "tool-call" && (typeof part.input !== "object" || part.input === null)) {
        part.input = { unreadable: String(part.input) };
      }
    }
  }
  return plain;
}

function watchSilence({ firstMs, idleMs, wholeMs }: Patience) {
  const controller = new AbortController();
  const giveUp = (what: string, ms: number) => () =>
    controller.abort(new ModelError("timeout", `The model ${what} for ${Math.round(ms / 1_000)} s.`));
  const whole = setTimeout(giveUp("did not come to an end", wholeMs), wholeMs);
  let timer = setTimeout(giveUp("wrote nothing", firstMs), firstMs);
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(giveUp("stopped in the middle and said nothing more", idleMs), idleMs);
    },
    stop() {
      clearTimeout(timer);
      clearTimeout(whole);
    },
  };
}
