import type { CreateModel, Model, ModelProvider } from "@taskwright/api/model.ts";
import { text } from "../text.ts";
import { readNumber, writeNumber } from "../ui/form/amount.ts";

/** A model as it is typed. The key is only ever typed: empty leaves the one there is. */
export interface ModelDraft {
  provider: ModelProvider;
  name: string;
  modelName: string;
  address: string;
  thisMachine: boolean;
  api: "" | "responses" | "chat";
  key: string;
  limits: Record<Limit, string>;
  prices: Record<Price, string>;
  fallbackId: number | null;
}
export type Limit = "maxConcurrent" | "requestsPerMinute" | "tokensPerMinute" | "maxOutputTokens";
export const LIMITS: Limit[] = ["maxConcurrent", "requestsPerMinute", "tokensPerMinute", "maxOutputTokens"];
export type Price = "input" | "cachedInput" | "output";
export const PRICES: Price[] = ["input", "cachedInput", "output"];

export function modelDraft(model?: Model): ModelDraft {
  const own = model?.priceFrom === "own" ? model.price : null;
  return {
    provider: model?.provider ?? "openai",
    name: model?.name ?? "",
    modelName: model?.modelName ?? "",
    address: model?.address ?? "",
    thisMachine: model?.thisMachine ?? false,
    api: model?.api ?? "",
    key: "",
    limits: Object.fromEntries(LIMITS.map((limit) => [limit, String(model?.[limit] ?? "")])) as ModelDraft["limits"],
    prices: Object.fromEntries(
      PRICES.map((price) => [price, own ? writeNumber(own[price]) : ""]),
    ) as ModelDraft["prices"],
    fallbackId: model?.fallback?.id ?? null,
  };
}

export type ModelIssues = Partial<Record<"name" | "modelName" | "address" | "limits" | "prices", string>>;

export function readModel(draft: ModelDraft): { value: CreateModel } | { issues: ModelIssues } {
  const words = text.models.form;
  const issues: ModelIssues = {};
  if (draft.modelName.trim() === "") issues.modelName = words.modelNameMissing;
  const address = draft.address.trim() || null;
  if (draft.provider === "compatible" && !address) issues.address = words.addressMissing;
  if (address && !/^https?:\/\/\S+$/.test(address)) issues.address = words.addressInvalid;
  const limits = LIMITS.map((limit) => [limit, amountOf(draft.limits[limit])] as const);
  if (limits.some(([, limit]) => limit !== null && !(Number.isInteger(limit) && limit >= 1)))
    issues.limits = words.limitInvalid;
  const prices = PRICES.map((price) => [price, amountOf(draft.prices[price])] as const);
  const priced = prices.filter(([, price]) => price !== null);
  if (priced.some(([, price]) => !(price! >= 0)) || (priced.length > 0 && priced.length < PRICES.length))
    issues.prices = words.priceInvalid;
  if (Object.keys(issues).length > 0) return { issues };
  return {
    value: {
      name: draft.name.trim() || draft.modelName.trim(),
      provider: draft.provider,
      modelName: draft.modelName.trim(),
      address,
      thisMachine: draft.thisMachine,
      api: draft.provider === "openai" ? draft.api || null : null,
      ...(draft.key.trim() ? { key: draft.key.trim() } : {}),
      ...Object.fromEntries(limits),
      price: priced.length > 0 ? (Object.fromEntries(prices) as Record<Price, number>) : null,
      fallbackId: draft.fallbackId,
    },
  };
}

/** null: nothing is written; NaN: it is no number. */
function amountOf(written: string): number | null {
  return written.trim() === "" ? null : Number(readNumber(written) ?? Number.NaN);
}

/** An address of this machine's own: the server may call it only when somebody says so. */
export function isHere(address: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/i.test(address.trim());
}
