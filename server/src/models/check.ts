import type { ModelProvider } from "@taskwright/api/model.ts";
import type { Db } from "../db/database.ts";
import { AppError, messageOf } from "../errors.ts";
import { addressOf, assertReachable } from "./address.ts";

/** What a model would be after a change. */
export interface Checked {
  provider: ModelProvider;
  address: string | null;
  api: "responses" | "chat" | null;
  thisMachine: boolean;
  hasKey: boolean;
}

/** What can be said without asking the provider: "Test" says the rest. */
export function checkModel(model: Checked, httpAllow: readonly string[]): void {
  const { provider, address, api, hasKey } = model;
  if (provider === "compatible" && !address) {
    throw unfit("A model of your own needs its address, for example http://localhost:11434/v1 for Ollama.");
  }
  if (api !== null && provider !== "openai") throw unfit("Only OpenAI has two APIs to choose from: leave `api` out.");
  if (!hasKey && !address) throw unfit("This provider asks for a key. Make one on its site and give it to the model.");
  const url = new URL(addressOf(model));
  if (url.search || url.hash) throw unfit("The address ends with its path: without ? and #.");
  try {
    assertReachable(model, httpAllow);
  } catch (error) {
    throw unfit(
      `${messageOf(error)} If the program with the model runs on this machine, say that it is on this machine.`,
    );
  }
}

/** How many models one after the other may stand in for another. */
export const MAX_FALLBACKS = 3;

/** A chain of fallbacks ends, soon, and within the workspace. */
export async function checkFallback(
  tx: Db,
  workspaceId: number,
  id: number | null,
  fallbackId: number | null | undefined,
): Promise<void> {
  let next: number | null = fallbackId ?? null;
  for (let length = 0; next !== null; length++) {
    if (next === id) throw unfit("The fallbacks lead back to this model. Choose one that does not fall back to it.");
    if (length === MAX_FALLBACKS) throw unfit(`At most ${MAX_FALLBACKS} models may stand in one after the other.`);
    const row: { fallback_id: number | null } | undefined = await tx
      .selectFrom("models")
      .select("fallback_id")
      .where("id", "=", next)
      .where("workspace_id", "=", workspaceId)
      .executeTakeFirst();
    if (!row) throw unfit(`There is no model ${next} in this workspace that could stand in.`);
    next = row.fallback_id;
  }
}

function unfit(message: string): AppError {
  return new AppError("unprocessable", message);
}
