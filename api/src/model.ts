import { z } from "zod";
import { pageOf, Timestamp } from "./page.ts";

/** "compatible": any address that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, … */
export const ModelProvider = z.enum(["openai", "anthropic", "google", "compatible"]).meta({ id: "ModelProvider" });
export type ModelProvider = z.infer<typeof ModelProvider>;

/** US dollars for a million tokens. */
export const ModelPrice = z
  .object({
    input: z.number().min(0).max(100_000),
    cachedInput: z.number().min(0).max(100_000).describe("what is read from the provider's cache"),
    output: z.number().min(0).max(100_000),
  })
  .strict()
  .meta({ id: "ModelPrice" });
export type ModelPrice = z.infer<typeof ModelPrice>;

/** Why the last call failed in a way that the next one will too, until somebody does something. */
export const ModelTrouble = z
  .object({
    code: z.string().describe("unauthorized, no_money, not_found"),
    text: z.string(),
    at: Timestamp,
  })
  .meta({ id: "ModelTrouble" });
export type ModelTrouble = z.infer<typeof ModelTrouble>;

export const ModelTested = z
  .object({ at: Timestamp, ok: z.boolean(), text: z.string().describe("what came back, at most 300 characters") })
  .meta({ id: "ModelTested" });
export type ModelTested = z.infer<typeof ModelTested>;

export const Model = z
  .object({
    id: z.number().int(),
    name: z.string(),
    provider: ModelProvider,
    modelName: z.string().describe("what the provider calls it"),
    address: z.string().nullable().describe("null: the provider's own"),
    api: z.enum(["responses", "chat"]).nullable().describe("which of OpenAI's APIs; null for others"),
    thisMachine: z.boolean().describe("the address may be one of this machine's own, such as a local Ollama"),
    hasKey: z.boolean(),
    maxConcurrent: z
      .number()
      .int()
      .nullable()
      .describe("calls at once to this provider's address, from all workers; null: no limit"),
    requestsPerMinute: z.number().int().nullable(),
    tokensPerMinute: z.number().int().nullable(),
    maxOutputTokens: z.number().int().nullable(),
    price: ModelPrice.nullable().describe("null: not known, costs are not counted"),
    priceFrom: z.string().nullable().describe('"own", or where and when the table of prices has it from'),
    fallback: z.object({ id: z.number().int(), name: z.string() }).nullable(),
    trouble: ModelTrouble.nullable(),
    tested: ModelTested.nullable().describe("the last test; null: never tested"),
    quietUntil: Timestamp.nullable().describe("the provider asked for patience until then"),
    agents: z.number().int().describe("how many agents use it"),
    version: z.number().int(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Model" });
export type Model = z.infer<typeof Model>;
export const ModelPage = pageOf(Model).meta({ id: "ModelPage" });

const limit = (most: number) => z.number().int().min(1).max(most).nullable().optional();

export const CreateModel = z
  .object({
    name: z.string().trim().min(1).max(200),
    provider: ModelProvider,
    modelName: z.string().trim().min(1).max(200),
    address: z
      .url({ protocol: /^https?$/ })
      .max(1000)
      .nullable()
      .optional(),
    api: z.enum(["responses", "chat"]).nullable().optional(),
    thisMachine: z.boolean().optional(),
    key: z.string().trim().min(1).max(4000).nullable().optional().describe("kept sealed, never given back"),
    maxConcurrent: limit(10_000),
    requestsPerMinute: limit(10_000_000),
    tokensPerMinute: limit(10_000_000_000),
    maxOutputTokens: limit(10_000_000),
    price: ModelPrice.nullable().optional().describe("null: as in the table of prices"),
    fallbackId: z.number().int().nullable().optional().describe("the model that is asked when this one cannot answer"),
  })
  .strict()
  .meta({ id: "CreateModel" });
export type CreateModel = z.infer<typeof CreateModel>;
export const UpdateModel = CreateModel.partial()
  .extend({ version: z.number().int().optional().describe("the version the change is based on") })
  .meta({ id: "UpdateModel" });
export type UpdateModel = z.infer<typeof UpdateModel>;

/** What one real, small request came to. */
export const ModelTest = z
  .object({
    ok: z.boolean(),
    text: z.string().describe("what the model wrote, or what is wrong and what to do about it"),
    code: z.string().nullable().describe("kind of failure"),
    ms: z.number(),
    usage: z.object({ inputTokens: z.number(), cachedInputTokens: z.number(), outputTokens: z.number() }).nullable(),
    cost: z.number().nullable().describe("US dollars"),
  })
  .meta({ id: "ModelTest" });
export type ModelTest = z.infer<typeof ModelTest>;

/** What could be connected now: models that a program on this machine serves. */
export const ModelOffers = z
  .object({
    items: z.array(
      z.object({ server: z.string(), address: z.string(), modelName: z.string(), bytes: z.number().nullable() }),
    ),
  })
  .meta({ id: "ModelOffers" });
export type ModelOffers = z.infer<typeof ModelOffers>;
