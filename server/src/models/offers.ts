import type { ModelOffers } from "@taskwright/api/model.ts";
import { z } from "zod";

/** Where Ollama listens unless told otherwise. */
const OLLAMA = "http://127.0.0.1:11434";
const PATIENCE_MS = 500;

const Tags = z.object({ models: z.array(z.object({ name: z.string(), size: z.number().optional() })).max(10_000) });

/** What a program on this machine serves, if one answers: only asked for, never looked for by itself. */
export async function findOffers(ollama = OLLAMA): Promise<ModelOffers> {
  try {
    const response = await fetch(`${ollama}/api/tags`, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: "error" });
    const { models } = Tags.parse(await response.json());
    return {
      items: models.slice(0, 100).map(({ name, size }) => ({
        server: "Ollama",
        address: `${ollama}/v1`,
        modelName: name,
        bytes: size || null,
      })),
    };
  } catch {
    return { items: [] };
  }
}
