import type { ModelTest } from "@taskwright/api/model.ts";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { type Db, json } from "../db/database.ts";
import { ModelError } from "./models.ts";
import { findModel, modelMissing } from "./store.ts";
import { keep, type OpenModels } from "./turn.ts";

/** A person waits for it. */
const PATIENCE_MS = 60_000;
const LONGEST_KEPT = 300;

/** One real, small request, and what came back: the fallback does not answer in its place. */
export async function tryModel(db: Db, actor: Actor, models: OpenModels, id: number): Promise<ModelTest> {
  authorize(actor, "model.write");
  const row = await findModel(db, actor.workspaceId, id);
  if (!row) throw modelMissing(id);
  const before = performance.now();
  const passed = () => Math.round(performance.now() - before);
  try {
    const { text, usage, costMicros, ms } = await models.ask(row, {
      system: "You are being tried out. Answer in one short sentence.",
      messages: [{ role: "user", content: "Say hello, and which model you are." }],
      tools: [],
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await keepTested(db, id, { ok: true, text });
    return { ok: true, text, code: null, ms, usage, cost: costMicros === null ? null : costMicros / 1_000_000 };
  } catch (error) {
    const failure =
      error instanceof ModelError ? error : new ModelError("timeout", `${row.name} took longer than a minute.`);
    await keep(db, row, failure);
    await keepTested(db, id, { ok: false, text: failure.message });
    return { ok: false, text: failure.message, code: failure.code, ms: passed(), usage: null, cost: null };
  }
}

/** For whoever asks later whether it ever worked. */
async function keepTested(db: Db, id: number, { ok, text }: { ok: boolean; text: string }): Promise<void> {
  const tested = { at: new Date().toISOString(), ok, text: text.slice(0, LONGEST_KEPT) };
  await db
    .updateTable("models")
    .set({ tested: json(tested) })
    .where("id", "=", id)
    .execute();
}
