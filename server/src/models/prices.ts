import type { ModelPrice, ModelProvider } from "@taskwright/api/model.ts";
import type { Usage } from "./call.ts";

/**
 * US dollars for a million tokens, standard rates of the providers' public price lists, and how many
 * tokens a model can take in. Written down from memory of those pages as they stood in mid 2025 and not
 * looked up since: who needs exact figures enters them at the model, which counts more than this table.
 *
 *   OpenAI     https://openai.com/api/pricing
 *   Anthropic  https://www.anthropic.com/pricing#api
 *   Google     https://ai.google.dev/gemini-api/docs/pricing (prompts up to 200,000 tokens)
 */
export const PRICES_AS_OF = "2025-08";

interface KnownModel {
  provider: ModelProvider;
  /** of the model's name, dated versions included: the longest that fits counts */
  prefix: string;
  price: ModelPrice;
  contextTokens: number;
}

const KNOWN: KnownModel[] = [
  known("openai", "gpt-5", [1.25, 0.125, 10], 400_000),
  known("openai", "gpt-5-mini", [0.25, 0.025, 2], 400_000),
  known("openai", "gpt-5-nano", [0.05, 0.005, 0.4], 400_000),
  known("openai", "gpt-4.1", [2, 0.5, 8], 1_047_576),
  known("openai", "gpt-4.1-mini", [0.4, 0.1, 1.6], 1_047_576),
  known("openai", "gpt-4.1-nano", [0.1, 0.025, 0.4], 1_047_576),
  known("openai", "gpt-4o", [2.5, 1.25, 10], 128_000),
  known("openai", "gpt-4o-mini", [0.15, 0.075, 0.6], 128_000),
  known("openai", "o3", [2, 0.5, 8], 200_000),
  known("openai", "o4-mini", [1.1, 0.275, 4.4], 200_000),
  known("anthropic", "claude-opus-4", [15, 1.5, 75], 200_000),
  known("anthropic", "claude-sonnet-4", [3, 0.3, 15], 200_000),
  known("anthropic", "claude-3-7-sonnet", [3, 0.3, 15], 200_000),
  known("anthropic", "claude-3-5-sonnet", [3, 0.3, 15], 200_000),
  known("anthropic", "claude-3-5-haiku", [0.8, 0.08, 4], 200_000),
  known("google", "gemini-2.5-pro", [1.25, 0.31, 10], 1_048_576),
  known("google", "gemini-2.5-flash", [0.3, 0.075, 2.5], 1_048_576),
  known("google", "gemini-2.5-flash-lite", [0.1, 0.025, 0.4], 1_048_576),
  known("google", "gemini-2.0-flash", [0.1, 0.025, 0.4], 1_048_576),
];

function known(
  provider: ModelProvider,
  prefix: string,
  [input, cachedInput, output]: [number, number, number],
  contextTokens: number,
): KnownModel {
  return { provider, prefix, price: { input, cachedInput, output }, contextTokens };
}

/** What is known of a model; a name that only begins alike ("gpt-5" and "gpt-5.9") is another one. */
export function knownModel(provider: ModelProvider, modelName: string): KnownModel | undefined {
  const name = modelName.replace(/^models\//, "");
  return KNOWN.filter((each) => each.provider === provider && fits(name, each.prefix)).toSorted(
    (a, b) => b.prefix.length - a.prefix.length,
  )[0];
}

/** A dated or "latest" version of the same model. */
function fits(name: string, prefix: string): boolean {
  return (
    name === prefix ||
    (name.startsWith(prefix) && /^-(\d{4}|\d{8}|latest|preview|0(-\d{8})?$)/.test(name.slice(prefix.length)))
  );
}

/** Writing into its cache costs a quarter more at Anthropic. */
const CACHE_WRITE = 1.25;

/** Millionths of a US dollar. A price for a million tokens is that of one token in millionths. */
export function costMicros(price: ModelPrice, usage: Usage): number {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens } = usage;
  const plain = Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens);
  return Math.round(
    plain * price.input +
      cachedInputTokens * price.cachedInput +
      cacheWriteTokens * price.input * CACHE_WRITE +
      outputTokens * price.output,
  );
}
