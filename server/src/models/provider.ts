import type { LanguageModel } from "ai";
import { addressOf, fetchFor, type Placed } from "./address.ts";

export interface ProviderModel extends Placed {
  modelName: string;
  api: "responses" | "chat" | null;
  key: string | null;
}

/**
 * The provider's package is loaded when its first model is asked: all of them take 36 MB and most of a
 * second. Key and address are always given: absent ones would be read from the environment, which is the
 * operator's and not the workspace's.
 */
export async function openProvider(model: ProviderModel, httpAllow: readonly string[]): Promise<LanguageModel> {
  const { provider, modelName } = model;
  const settings = {
    baseURL: addressOf(model),
    apiKey: model.key ?? "none",
    fetch: fetchFor(model, httpAllow),
    headers: {},
  };
  switch (provider) {
    case "openai": {
      const { createOpenAI } = await import("@ai-sdk/openai");
      const openai = createOpenAI(settings);
      return model.api === "chat" ? openai.chat(modelName) : openai.responses(modelName);
    }
    case "anthropic": {
      const { createAnthropic } = await import("@ai-sdk/anthropic");
      return createAnthropic(settings)(modelName);
    }
    case "google": {
      const { createGoogle } = await import("@ai-sdk/google");
      return createGoogle(settings)(modelName);
    }
    case "compatible": {
      const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
      const { apiKey, ...rest } = settings;
      return createOpenAICompatible({
        ...rest,
        name: "compatible",
        includeUsage: true,
        ...(model.key === null ? {} : { apiKey }),
      }).chatModel(modelName);
    }
  }
}
