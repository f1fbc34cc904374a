import type { Models, ToolCallAsked, Turn, TurnRequest } from "../../src/models/models.ts";

/** What a scripted model answers: words, calls, both, or a failure. */
export type Reply =
  | string
  | Error
  | {
      text?: string;
      calls?: (Pick<ToolCallAsked, "name"> & Partial<ToolCallAsked>)[];
      usage?: Partial<Turn["usage"]>;
      costMicros?: number | null;
      finishReason?: Turn["finishReason"];
    };
/** Given how many turns the conversation has; so the same conversation always gets the same answer. */
export type Script = (turn: number, request: TurnRequest) => Reply | Promise<Reply>;

export interface ScriptedModels extends Models {
  /** what was asked, in order */
  requests: TurnRequest[];
  /** what it says, whoever asks; a list: turn by turn */
  says(script: Script | Reply[]): void;
  isConnected: boolean;
  contextTokens: number | null;
}

/** Models that say what the test tells them. A call costs 1,000 tokens of input, 100 of output and a tenth of a cent. */
export function scriptedModels(): ScriptedModels {
  let script: Script = () => "done";
  const models: ScriptedModels = {
    requests: [],
    isConnected: true,
    contextTokens: null,
    says(next) {
      script = typeof next === "function" ? next : (turn) => next[turn] ?? "nothing more to say";
    },
    async turn(request) {
      models.requests.push({ ...request, messages: structuredClone(request.messages) });
      request.signal.throwIfAborted();
      const turns = request.messages.filter(({ role }) => role === "assistant").length;
      const reply = await script(turns, request);
      if (reply instanceof Error) throw reply;
      return turnOf(reply, turns, request);
    },
    async describe(_workspaceId, id) {
      const { isConnected, contextTokens } = models;
      if (!isConnected) return await Promise.resolve(null);
      return { id, name: "scripted", provider: "compatible", modelName: "scripted-1", contextTokens, trouble: null };
    },
  };
  return models;
}

function turnOf(reply: Exclude<Reply, Error>, turns: number, { modelId, onText }: TurnRequest): Turn {
  const {
    text = "",
    calls = [],
    usage,
    costMicros,
    finishReason,
  } = typeof reply === "string" ? { text: reply } : reply;
  const toolCalls = calls.map((call, index) => ({ id: `t${turns}c${index}`, input: {}, ...call }));
  for (const word of text.split(/(?<= )/)) if (word) onText?.(word);
  return {
    messages: [
      {
        role: "assistant",
        content: [
          ...(text ? [{ type: "text" as const, text }] : []),
          ...toolCalls.map(({ id, name, input }) => ({
            type: "tool-call" as const,
            toolCallId: id,
            toolName: name,
            input,
          })),
        ],
      },
    ],
    text,
    toolCalls,
    finishReason: finishReason ?? (calls.length > 0 ? "tool-calls" : "stop"),
    usage: { inputTokens: 1_000 * (turns + 1), cachedInputTokens: 1_000 * turns, outputTokens: 100, ...usage },
    costMicros: costMicros === undefined ? 1_000 : costMicros,
    model: { id: modelId, name: "scripted", provider: "compatible", modelName: "scripted-1" },
    ms: 1,
  };
}
