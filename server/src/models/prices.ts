import type { ModelPrice, ModelProvider } from "@taskwright/api/model.ts";
import type { Usage } from "./call.ts";
import { type KnownModel, PRICE_LIST } from "./price-list.ts";

/** What is known of a model; a name that only begins alike ("gpt-5" and "gpt-5.9") is another one. */
export function knownModel(provider: ModelProvider, modelName: string): KnownModel | undefined {
  const name = modelName.replace(/^models\//, "");
  return PRICE_LIST.filter((each) => each.provider === provider && fits(name, each.prefix)).toSorted(
    (a, b) => b.prefix.length - a.prefix.length,
  )[0];
}

/** A dated, numbered, "preview" or "latest" version of the same model. */
function fits(name: string, prefix: string): boolean {
  return name === prefix || (name.startsWith(prefix) && VERSION.test(name.slice(prefix.length)));
}

const VERSION = /^(-preview)?(-latest|-\d{4}-\d{2}-\d{2}|-\d{2}-\d{2}(\d{2})?|-\d{3,4}|-\d{8}|-0)?$/;

/** Millionths of a US dollar; null: nobody told what it costs. A price of one's own counts more than the list. */
export function costOfCall(
  model: { provider: ModelProvider; modelName: string; price: ModelPrice | null },
  usage: Usage,
): number | null {
  if (model.price) return costMicros(model.price, usage);
  const known = knownModel(model.provider, model.modelName);
  if (!known) return null;
  const { long } = known;
  return costMicros(long && usage.inputTokens > long.aboveTokens ? long.price : known.price, usage);
}

/** Writing into its cache costs a quarter more at Anthropic. */
const CACHE_WRITE = 1.25;

/** A price for a million tokens is that of one token in millionths. */
function costMicros(price: ModelPrice, usage: Usage): number {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens } = usage;
  const plain = Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens);
  return Math.round(
    plain * price.input +
      cachedInputTokens * price.cachedInput +
      cacheWriteTokens * price.input * CACHE_WRITE +
      outputTokens * price.output,
  );
}
