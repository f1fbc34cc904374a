import type { CompiledModel, CompiledRetry } from "../../definitions/compiled.ts";
import type { TurnTool } from "../../models/models.ts";
import type { TurnRecord } from "../model.ts";
import type { Conversation } from "./conversation.ts";
import { innerStep } from "./inner.ts";

/** Of a model that does not say how much it can read. */
const USUAL_CONTEXT = 128_000;
/** Longer conversations cost more than they help, however much the model could read. */
const LONGEST = 150_000;

export function isTooLong({ tokens }: Conversation, contextTokens: number | null): boolean {
  return tokens > Math.min(LONGEST, 0.7 * (contextTokens ?? USUAL_CONTEXT));
}

interface Talk {
  modelId: number;
  system: string;
  conversation: Conversation;
  tools: TurnTool[];
  retry: CompiledRetry;
}

/** The model sums up what was said. The journal keeps all of it; from here on the summary stands for it. */
export function compaction(id: string, { modelId, system, conversation, tools, retry }: Talk): CompiledModel {
  return {
    ...innerStep(id, { title: "Sums up the conversation so far", retry }),
    kind: "model",
    purpose: "compaction",
    request: () => ({
      modelId,
      system,
      // Offered as before, so that the provider finds what it has in its cache; but not to be used.
      tools,
      toolChoice: "none",
      messages: [...conversation.messages, { role: "user", content: PLEASE }],
      knownTokens: conversation.knownTokens,
    }),
  };
}

const PLEASE =
  "This conversation has become too long to go on with. Sum it up for yourself: what you were to do, what you have done and found (with names, numbers and ids as they are), what you decided and why, what people said, what is left to do. What you leave out is lost to you. Write the summary and nothing else.";

/** What a model said in words. */
export function textOf(messages: TurnRecord["messages"]): string {
  return messages
    .flatMap(({ role, content }) => {
      if (role !== "assistant") return [];
      if (typeof content === "string") return [content];
      return content.flatMap((part) => (part.type === "text" ? [part.text] : []));
    })
    .join("\n")
    .trim();
}
