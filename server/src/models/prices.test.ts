import { expect, test } from "vitest";
import { PRICE_LIST } from "./price-list.ts";
import { costOfCall, knownModel } from "./prices.ts";

const used = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

test.each([
  ["openai", "gpt-5", "gpt-5"],
  ["openai", "gpt-5-2025-08-07", "gpt-5"],
  ["openai", "gpt-5.5", "gpt-5.5"],
  ["openai", "gpt-5.2-chat-latest", "gpt-5.2-chat"],
  ["openai", "gpt-4-0613", "gpt-4"],
  ["openai", "gpt-4o-2024-05-13", "gpt-4o-2024-05-13"],
  ["openai", "gpt-4o-2024-11-20", "gpt-4o"],
  ["anthropic", "claude-opus-4-20250514", "claude-opus-4"],
  ["anthropic", "claude-sonnet-4-0", "claude-sonnet-4"],
  ["anthropic", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"],
  ["anthropic", "claude-opus-4-8", "claude-opus-4-8"],
  ["google", "models/gemini-2.5-pro", "gemini-2.5-pro"],
  ["google", "gemini-2.5-pro-preview-05-06", "gemini-2.5-pro"],
  ["google", "gemini-2.5-flash-preview-09-2025", "gemini-2.5-flash"],
  ["google", "gemini-3-flash-preview", "gemini-3-flash"],
  ["google", "gemini-2.0-flash-001", "gemini-2.0-flash"],
] as const)("%s %s is priced as %s", (provider, name, prefix) => {
  expect(knownModel(provider, name)?.prefix).toBe(prefix);
});

test.each([
  ["openai", "gpt-5.9"],
  ["openai", "gpt-5-turbo"],
  ["openai", "gpt-4-0125-preview"],
  ["anthropic", "gpt-5"],
  ["anthropic", "claude-opus-4-9"],
  ["google", "gemini-2.5-flash-preview-tts"],
  ["google", "gemini-flash-latest"],
  ["compatible", "gpt-5"],
] as const)("%s %s is not taken for a model with a like name", (provider, name) => {
  expect(knownModel(provider, name)).toBeUndefined();
  expect(costOfCall({ provider, modelName: name, price: null }, used)).toBeNull();
});

test("cached tokens cost what they cost, written ones a quarter more", () => {
  const sonnet = { provider: "anthropic", modelName: "claude-sonnet-4-5", price: null } as const;
  const usage = { inputTokens: 10_000, cachedInputTokens: 6_000, cacheWriteTokens: 2_000, outputTokens: 1_000 };
  expect(costOfCall(sonnet, usage)).toBe(2_000 * 3 + 6_000 * 0.3 + 2_000 * 3.75 + 1_000 * 15);
});

test("a request that is longer than the first rate covers costs the second, all of it", () => {
  const pro = { provider: "google", modelName: "gemini-2.5-pro", price: null } as const;
  expect(costOfCall(pro, { ...used, inputTokens: 200_000, outputTokens: 10 })).toBe(200_000 * 1.25 + 100);
  expect(costOfCall(pro, { ...used, inputTokens: 200_001, outputTokens: 10 })).toBe(Math.round(200_001 * 2.5 + 150));
  const own = { input: 1, cachedInput: 1, output: 1 };
  expect(costOfCall({ ...pro, price: own }, { ...used, inputTokens: 300_000 })).toBe(300_000);
});

test("the list names each model once, and nothing costs less than nothing or more from the cache than anew", () => {
  const names = PRICE_LIST.map(({ provider, prefix }) => `${provider} ${prefix}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { price, long, contextTokens } of PRICE_LIST) {
    for (const { input, cachedInput, output } of long ? [price, long.price] : [price]) {
      expect(cachedInput).toBeGreaterThan(0);
      expect(cachedInput).toBeLessThanOrEqual(input);
      expect(output).toBeGreaterThan(input);
    }
    expect(contextTokens).toBeGreaterThan(8_000);
  }
});
