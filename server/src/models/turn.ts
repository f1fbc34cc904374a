import type { ModelTrouble } from "@taskwright/api/model.ts";
import type { LanguageModel } from "ai";
import { LRUCache } from "lru-cache";
import type { Vault } from "../connections/vault.ts";
import type { Db } from "../db/database.ts";
import type { Signals } from "../db/signals.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { addressOf } from "./address.ts";
import { type Answer, callModel, estimateOf, estimateTokens, PATIENCE, type Patience, type Usage } from "./call.ts";
import { MAX_FALLBACKS } from "./check.ts";
import { modelError } from "./failure.ts";
import { type Line, openLine } from "./line.ts";
import {
  type FailedCall,
  GivenUp,
  ModelError,
  type ModelErrorCode,
  type Models,
  type Turn,
  type TurnRequest,
} from "./models.ts";
import { costOfCall, knownModel } from "./prices.ts";
import { openProvider } from "./provider.ts";
import { findModel, keyOwner, type ModelRow } from "./store.ts";
import { clearTrouble, keepQuiet, keepTrouble } from "./trouble.ts";

export interface ModelServices {
  db: Db;
  vault: Vault;
  signals: Signals;
  log: Log;
  httpAllow: readonly string[];
  patience?: Patience;
  /** how long a call may wait for its turn before it says so */
  lineMs?: number;
}

export interface OpenModels extends Models {
  /** One call of exactly this model, no fallback; its trouble is kept or cleared. */
  ask(row: ModelRow, request: Omit<TurnRequest, "workspaceId" | "modelId">): Promise<Turn>;
  close(): Promise<void>;
}

/** What another model may do better. */
const ELSEWHERE: ReadonlySet<ModelErrorCode> = new Set([
  "rate_limited",
  "overloaded",
  "timeout",
  "unreachable",
  "bad_answer",
  "unauthorized",
  "no_money",
  "not_found",
  "too_long",
]);

/** With a fallback, a model that failed for good is not asked again for so long. */
const AVOIDED_MS = 60_000;

export function openModels(services: ModelServices): OpenModels {
  const { db } = services;
  const line = openLine(db, services.signals, services.log, services.lineMs);
  // A version of a row never changes what it opens to.
  const opened = new LRUCache<string, Promise<LanguageModel>>({ max: 200 });

  const ask: OpenModels["ask"] = async (row, request) => {
    const key = keyOf(row, services.vault);
    const failed: FailedCall[] = [];
    try {
      const pass = await enter(line, row, request);
      let used = 0;
      try {
        const before = performance.now();
        const id = `${row.id} ${row.version}`;
        let model = opened.get(id);
        if (!model) opened.set(id, (model = openProvider(placed(row, key), services.httpAllow)));
        const maxOutputTokens = request.maxOutputTokens ?? row.max_output_tokens ?? undefined;
        const asked = { ...request, ...(maxOutputTokens && { maxOutputTokens }) };
        request.onSent?.(() => [{ ...costOf(row, estimateOf(asked, 0)), estimated: true }]);
        const answer = await callModel(await model, asked, services.patience ?? PATIENCE, (usage) => {
          used = usage.inputTokens + usage.outputTokens;
          failed.push({ ...costOf(row, usage), ...(usage.estimated && { estimated: true }) });
        });
        used = answer.usage.inputTokens + answer.usage.outputTokens;
        if (row.trouble) await clearTrouble(db, row);
        return turnOf(row, answer, performance.now() - before);
      } finally {
        pass?.leave(used);
      }
    } catch (error) {
      if (request.signal.aborted) throw new GivenUp(request.signal.reason, failed);
      const { name, provider, model_name } = row;
      const failure = modelError(error, { name, provider, modelName: model_name, address: addressOf(row), key });
      throw Object.assign(failure, { failed });
    }
  };

  return {
    ask,
    async turn(request) {
      const failures: ModelError[] = [];
      let wrote = false;
      const onText = (delta: string) => {
        wrote = true;
        request.onText?.(delta);
      };
      let id: number | null = request.modelId;
      for (let asked = 0; id !== null && asked <= MAX_FALLBACKS; asked++) {
        const row: ModelRow | undefined = await findModel(db, request.workspaceId, id);
        if (!row) {
          failures.push(new ModelError("not_found", "The model is not there any more. Give the agent another one."));
          break;
        }
        try {
          if (wrote) request.onRestart?.();
          wrote = false;
          assertWorthAsking(row);
          const before = failures.flatMap(({ failed }) => failed);
          const onSent = (taken: () => FailedCall[]) => request.onSent?.(() => [...before, ...taken()]);
          const turn = await ask(row, { ...request, onText, onSent });
          return failures.length === 0 ? turn : { ...turn, failed: before };
        } catch (error) {
          if (error instanceof GivenUp) {
            throw new GivenUp(error.cause, [...failures.flatMap(({ failed }) => failed), ...error.spent]);
          }
          if (!(error instanceof ModelError)) throw error;
          // In our words: what a provider's package throws carries the whole request.
          const { code, message } = error;
          services.log.debug({ model: row.id, code, said: message }, "a call of a model failed");
          await keep(db, row, error);
          failures.push(error);
          // Waiting in our own line is no failure of the model.
          if (!ELSEWHERE.has(error.code) || error.ownLimit) break;
          id = row.fallback_id;
        }
      }
      throw Object.assign(worstOf(failures), { failed: failures.flatMap(({ failed }) => failed) });
    },
    async describe(workspaceId, modelId) {
      const row = await findModel(db, workspaceId, modelId);
      if (!row) return null;
      const { id, name, provider, model_name: modelName } = row;
      const contextTokens = knownModel(provider, modelName)?.contextTokens ?? null;
      const fallback =
        row.trouble && row.fallback_id !== null ? await findModel(db, workspaceId, row.fallback_id) : undefined;
      return {
        id,
        name,
        provider,
        modelName,
        contextTokens,
        trouble: fallback && !fallback.trouble ? null : row.trouble,
      };
    },
    close: async () => await line.close(),
  };
}

/** What failed for good, is not there, or asked for patience: all processes know it, and agents say it. */
export async function keep(db: Db, row: ModelRow, error: ModelError): Promise<void> {
  if (error.avoided) return;
  if (isTrouble(error.code)) await keepTrouble(db, row, { code: error.code, text: error.message });
  const patience = error.code === "rate_limited" && !error.ownLimit;
  if (patience && error.retryAfterMs) await keepQuiet(db, row, error.retryAfterMs);
}

function isTrouble(code: ModelErrorCode): boolean {
  return code === "unauthorized" || code === "no_money" || code === "not_found" || code === "unreachable";
}

function assertWorthAsking(row: ModelRow, now = Date.now()): void {
  const quietMs = (row.quiet_until?.getTime() ?? 0) - now;
  if (quietMs > 0) {
    const text = `${row.name}: the provider asked for patience.`;
    throw new ModelError("rate_limited", text, { retryAfterMs: quietMs, avoided: true });
  }
  const { trouble } = row as { trouble: ModelTrouble | null };
  if (trouble && row.fallback_id !== null && now - Date.parse(trouble.at) < AVOIDED_MS) {
    throw new ModelError(trouble.code as ModelErrorCode, trouble.text, { avoided: true });
  }
}

/** How much it writes is not known, and is made up for afterwards. */
const EXPECTED_OUTPUT = 200;

async function enter(line: Line, row: ModelRow, request: Omit<TurnRequest, "workspaceId" | "modelId">) {
  if (row.max_concurrent === null && row.requests_per_minute === null && row.tokens_per_minute === null)
    return undefined;
  const { id: modelId, workspace_id, provider } = row;
  const place = `${workspace_id} ${provider} ${addressOf(row)}`;
  const tokens = row.tokens_per_minute === null ? 0 : estimateTokens(request) + EXPECTED_OUTPUT;
  return await line.enter({ place, modelId, ticket: request.ticket, tokens, signal: request.signal });
}

function keyOf(row: ModelRow, vault: Vault): string | null {
  if (!row.secret) return null;
  try {
    return vault.open(row.secret, keyOwner(row.workspace_id, row.id));
  } catch (error) {
    // The installation's own key is missing or another: the vault says which file it looks for.
    const why = error instanceof AppError ? error.message : "give it anew";
    throw new ModelError("unauthorized", `${row.name}: the model's key cannot be opened: ${why}`);
  }
}

function placed(row: ModelRow, key: string | null) {
  const { provider, address, api } = row;
  return { provider, address, api, key, thisMachine: row.this_machine, modelName: row.model_name };
}

function costOf(row: ModelRow, usage: Usage): FailedCall {
  const { provider, model_name: modelName, price } = row;
  const { inputTokens, cachedInputTokens, outputTokens } = usage;
  const counted = { inputTokens, cachedInputTokens, outputTokens };
  return { usage: counted, costMicros: costOfCall({ provider, modelName, price }, usage) };
}

function turnOf(row: ModelRow, { usage, ...answer }: Answer, ms: number): Turn {
  return {
    ...answer,
    ...costOf(row, usage),
    model: { id: row.id, name: row.name, provider: row.provider, modelName: row.model_name },
    ms: Math.round(ms),
  };
}

/** Of a whole chain: one that passes by itself, the soonest, or else what is wrong with the first. */
function worstOf(failures: ModelError[]): ModelError {
  const passing = failures.filter(({ retryable }) => retryable);
  const soonest = passing.toSorted((a, b) => (a.retryAfterMs ?? 0) - (b.retryAfterMs ?? 0))[0];
  const chosen = soonest ?? failures[0]!;
  const others = failures.filter((each) => each !== chosen).map(({ message }) => message);
  if (others.length === 0) return chosen;
  return new ModelError(chosen.code, [chosen.message, ...others].join(" — "), chosen);
}
