import type { ModelPrice, ModelProvider } from "@taskwright/api/model.ts";

/**
 * US dollars for a million tokens, the providers' standard rates, and how many tokens a model can take in and
 * write in one turn. The figures are those of the public collection models.dev: github.com/anomalyco/models.dev,
 * commit f3fc692299671838c7c65fd8126bf84d81a2e817 of 2026-07-01, folders providers/{openai,anthropic,google}/models,
 * of the models that write text and call tools. Names without a version of their own ("gemini-flash-latest")
 * are left out: what they stand for, and cost, moves.
 */
export const PRICES_AS_OF = "2026-07-01";

export interface KnownModel {
  provider: ModelProvider;
  /** of the model's name, dated versions included: the longest that fits counts */
  prefix: string;
  price: ModelPrice;
  contextTokens: number;
  /** of a request with more tokens than so many */
  long: { aboveTokens: number; price: ModelPrice } | null;
}

/** input, from the provider's cache, output */
type Rates = [number, number, number];

export const PRICE_LIST: KnownModel[] = [
  known("openai", "gpt-5.5-pro", [30, 30, 180], 1_050_000, [272_000, [60, 60, 270]]),
  known("openai", "gpt-5.5", [5, 0.5, 30], 1_050_000, [272_000, [10, 1, 45]]),
  known("openai", "gpt-5.4-pro", [30, 30, 180], 1_050_000, [272_000, [60, 60, 270]]),
  known("openai", "gpt-5.4", [2.5, 0.25, 15], 1_050_000, [272_000, [5, 0.5, 22.5]]),
  known("openai", "gpt-5.4-mini", [0.75, 0.075, 4.5], 400_000),
  known("openai", "gpt-5.4-nano", [0.2, 0.02, 1.25], 400_000),
  known("openai", "gpt-5.3-codex", [1.75, 0.175, 14], 400_000),
  known("openai", "gpt-5.3-codex-spark", [1.75, 0.175, 14], 128_000),
  known("openai", "gpt-5.3-chat", [1.75, 0.175, 14], 128_000),
  known("openai", "gpt-5.2-pro", [21, 21, 168], 400_000),
  known("openai", "gpt-5.2", [1.75, 0.175, 14], 400_000),
  known("openai", "gpt-5.2-codex", [1.75, 0.175, 14], 400_000),
  known("openai", "gpt-5.2-chat", [1.75, 0.175, 14], 128_000),
  known("openai", "gpt-5.1", [1.25, 0.125, 10], 400_000),
  known("openai", "gpt-5.1-codex", [1.25, 0.125, 10], 400_000),
  known("openai", "gpt-5.1-codex-max", [1.25, 0.125, 10], 400_000),
  known("openai", "gpt-5.1-codex-mini", [0.25, 0.025, 2], 400_000),
  known("openai", "gpt-5.1-chat", [1.25, 0.125, 10], 128_000),
  known("openai", "gpt-5-pro", [15, 15, 120], 400_000),
  known("openai", "gpt-5", [1.25, 0.125, 10], 400_000),
  known("openai", "gpt-5-codex", [1.25, 0.125, 10], 400_000),
  known("openai", "gpt-5-mini", [0.25, 0.025, 2], 400_000),
  known("openai", "gpt-5-nano", [0.05, 0.005, 0.4], 400_000),
  known("openai", "gpt-4.1", [2, 0.5, 8], 1_047_576),
  known("openai", "gpt-4.1-mini", [0.4, 0.1, 1.6], 1_047_576),
  known("openai", "gpt-4.1-nano", [0.1, 0.025, 0.4], 1_047_576),
  known("openai", "gpt-4o", [2.5, 1.25, 10], 128_000),
  known("openai", "gpt-4o-2024-05-13", [5, 5, 15], 128_000),
  known("openai", "gpt-4o-mini", [0.15, 0.075, 0.6], 128_000),
  known("openai", "gpt-4-turbo", [10, 10, 30], 128_000),
  known("openai", "gpt-4", [30, 30, 60], 8_192),
  known("openai", "o4-mini", [1.1, 0.275, 4.4], 200_000),
  known("openai", "o4-mini-deep-research", [2, 0.5, 8], 200_000),
  known("openai", "o3-pro", [20, 20, 80], 200_000),
  known("openai", "o3-deep-research", [10, 2.5, 40], 200_000),
  known("openai", "o3", [2, 0.5, 8], 200_000),
  known("openai", "o3-mini", [1.1, 0.55, 4.4], 200_000),
  known("openai", "o1-pro", [150, 150, 600], 200_000),
  known("openai", "o1", [15, 7.5, 60], 200_000),
  known("anthropic", "claude-fable-5", [10, 1, 50], 1_000_000),
  known("anthropic", "claude-sonnet-5", [2, 0.2, 10], 1_000_000),
  known("anthropic", "claude-opus-4-8", [5, 0.5, 25], 1_000_000),
  known("anthropic", "claude-opus-4-7", [5, 0.5, 25], 1_000_000),
  known("anthropic", "claude-opus-4-6", [5, 0.5, 25], 1_000_000),
  known("anthropic", "claude-opus-4-5", [5, 0.5, 25], 200_000),
  known("anthropic", "claude-opus-4-1", [15, 1.5, 75], 200_000),
  known("anthropic", "claude-opus-4", [15, 1.5, 75], 200_000),
  known("anthropic", "claude-sonnet-4-6", [3, 0.3, 15], 1_000_000),
  known("anthropic", "claude-sonnet-4-5", [3, 0.3, 15], 200_000),
  known("anthropic", "claude-sonnet-4", [3, 0.3, 15], 200_000),
  known("anthropic", "claude-haiku-4-5", [1, 0.1, 5], 200_000),
  known("anthropic", "claude-3-7-sonnet", [3, 0.3, 15], 200_000),
  known("anthropic", "claude-3-5-sonnet", [3, 0.3, 15], 200_000),
  known("anthropic", "claude-3-opus", [15, 1.5, 75], 200_000),
  known("anthropic", "claude-3-haiku", [0.25, 0.03, 1.25], 200_000),
  known("google", "gemini-3.5-flash", [1.5, 0.15, 9], 1_048_576),
  known("google", "gemini-3.1-pro", [2, 0.2, 12], 1_048_576, [200_000, [4, 0.4, 18]]),
  known("google", "gemini-3.1-pro-preview-customtools", [2, 0.2, 12], 1_048_576, [200_000, [4, 0.4, 18]]),
  known("google", "gemini-3.1-flash-lite", [0.25, 0.025, 1.5], 1_048_576),
  known("google", "gemini-3-pro", [2, 0.2, 12], 1_048_576, [200_000, [4, 0.4, 18]]),
  known("google", "gemini-3-flash", [0.5, 0.05, 3], 1_048_576),
  known("google", "gemini-2.5-pro", [1.25, 0.125, 10], 1_048_576, [200_000, [2.5, 0.25, 15]]),
  known("google", "gemini-2.5-flash", [0.3, 0.03, 2.5], 1_048_576),
  known("google", "gemini-2.5-flash-lite", [0.1, 0.01, 0.4], 1_048_576),
  known("google", "gemini-2.0-flash", [0.1, 0.025, 0.4], 1_048_576),
  known("google", "gemini-2.0-flash-lite", [0.075, 0.075, 0.3], 1_048_576),
];

function known(
  provider: ModelProvider,
  prefix: string,
  rates: Rates,
  contextTokens: number,
  long?: [aboveTokens: number, rates: Rates],
): KnownModel {
  return {
    provider,
    prefix,
    price: priceOf(rates),
    contextTokens,
    long: long ? { aboveTokens: long[0], price: priceOf(long[1]) } : null,
  };
}

function priceOf([input, cachedInput, output]: Rates): ModelPrice {
  return { input, cachedInput, output };
}
