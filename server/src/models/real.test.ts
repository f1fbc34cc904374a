import { expect, test } from "vitest";
import { proveProvider } from "../../test/support/provider-proof.ts";
import type { ProviderModel } from "./provider.ts";

/**
 * The real providers, for whoever has a key: set in the environment, each runs its own. OPENAI_ADDRESS,
 * ANTHROPIC_ADDRESS and GOOGLE_ADDRESS name another place that speaks the same, such as a gateway.
 */
const { env } = process;
const at = (address: string | undefined) => ({
  address: address ?? null,
  thisMachine: /^https?:\/\/(localhost|127\.)/.test(address ?? ""),
  api: null,
});
const REAL: [string, string | undefined, ProviderModel][] = [
  [
    "OpenAI",
    env.OPENAI_API_KEY,
    {
      ...at(env.OPENAI_ADDRESS),
      provider: "openai",
      modelName: env.OPENAI_MODEL ?? "gpt-5-mini",
      key: env.OPENAI_API_KEY ?? null,
    },
  ],
  [
    "Anthropic",
    env.ANTHROPIC_API_KEY,
    {
      ...at(env.ANTHROPIC_ADDRESS),
      provider: "anthropic",
      modelName: env.ANTHROPIC_MODEL ?? "claude-sonnet-4-5",
      key: env.ANTHROPIC_API_KEY ?? null,
    },
  ],
  [
    "Google",
    env.GOOGLE_GENERATIVE_AI_API_KEY,
    {
      ...at(env.GOOGLE_ADDRESS),
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
    await expect(proveProvider(model)).resolves.toBeUndefined();
  });
}
