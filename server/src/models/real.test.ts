import { expect, test } from "vitest";
import { callModel } from "./call.ts";
import { openProvider, type ProviderModel } from "./provider.ts";

/** The real providers, for whoever has a key: set in the environment, each runs its own. */
const { env } = process;
const COMMON = { address: null, thisMachine: false, api: null };
const REAL: [string, string | undefined, ProviderModel][] = [
  [
    "OpenAI",
    env.OPENAI_API_KEY,
    { ...COMMON, provider: "openai", modelName: env.OPENAI_MODEL ?? "gpt-5-mini", key: env.OPENAI_API_KEY ?? null },
  ],
  [
    "Anthropic",
    env.ANTHROPIC_API_KEY,
    {
      ...COMMON,
      provider: "anthropic",
      modelName: env.ANTHROPIC_MODEL ?? "claude-sonnet-4-5",
      key: env.ANTHROPIC_API_KEY ?? null,
    },
  ],
  [
    "Google",
    env.GOOGLE_GENERATIVE_AI_API_KEY,
    {
      ...COMMON,
      provider: "google",
      modelName: env.GOOGLE_MODEL ?? "gemini-2.5-flash",
      key: env.GOOGLE_GENERATIVE_AI_API_KEY ?? null,
    },
  ],
  [
    "Ollama",
    env.OLLAMA_URL,
    {
      provider: "compatible",
      modelName: env.OLLAMA_MODEL ?? "llama3.2",
      address: `${env.OLLAMA_URL ?? "http://localhost:11434"}/v1`,
      thisMachine: true,
      api: null,
      key: null,
    },
  ],
];

for (const [name, given, model] of REAL) {
  test.skipIf(!given)(`${name} answers, and calls a tool`, { timeout: 120_000 }, async () => {
    const { toolCalls, usage } = await callModel(await openProvider(model, []), {
      system: "Use the tool.",
      messages: [{ role: "user", content: "What is the state of order 7?" }],
      tools: [
        {
          name: "orders__find",
          description: "Finds an order by its number",
          inputSchema: { type: "object", properties: { id: { type: "number" } }, required: ["id"] },
        },
      ],
      signal: AbortSignal.timeout(100_000),
    });
    expect(toolCalls).toEqual([expect.objectContaining({ name: "orders__find", input: { id: 7 } })]);
    expect(usage.inputTokens).toBeGreaterThan(0);
  });
}
