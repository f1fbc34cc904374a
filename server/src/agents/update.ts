import { sentence } from "@taskwright/api/sentence.ts";
import type { Agent, UpdateAgent } from "@taskwright/api/agent.ts";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { nameTaken } from "./create.ts";
import { assertModel } from "./model.ts";
import { agentMissing, readAgent } from "./store.ts";

export async function updateAgent(db: Db, actor: Actor, id: number, change: UpdateAgent): Promise<Agent> {
  authorize(actor, "agent.write");
  const { workspaceId } = actor;
  return await inTransaction(db, async (tx) => {
    const before = await tx
      .selectFrom("agents")
      .selectAll()
      .where("id", "=", id)
      .where("workspace_id", "=", workspaceId)
      .forUpdate()
      .executeTakeFirst();
    if (!before) throw agentMissing(id);
    if (change.version !== undefined && change.version !== before.version) {
      throw new AppError(
        "version_mismatch",
        `"${before.name}" was changed meanwhile: it is at version ${before.version}, and your change is based on ${change.version}. Read it again.`,
        {
          sentence: sentence("refused.changed_meanwhile", { noun: "agent", name: before.name }),
          details: { version: before.version },
        },
      );
    }
    const { version: _, ...changed } = change;
    const after = {
      name: change.name ?? before.name,
      description: kept(change.description, before.description),
      instructions: kept(change.instructions, before.instructions),
      model_id: kept(change.modelId, before.model_id),
      tools: json(kept(change.tools, before.tools)),
      max_concurrent: kept(change.maxConcurrent, before.max_concurrent),
      hours: json(kept(change.hours, before.hours)),
      budget: json(kept(change.budget, before.budget)),
      enabled: change.enabled ?? before.enabled,
      version: before.version + 1,
    };
    await assertModel(tx, workspaceId, change.modelId);
    if (after.name !== before.name) await refuseTakenName(tx, workspaceId, after.name);
    await tx.updateTable("agents").set(after).where("id", "=", id).execute();
    // Limits and switches are read at every fetch: the workers only have to look again.
    const opens = after.enabled !== before.enabled || after.max_concurrent !== before.max_concurrent;
    if (opens || change.hours !== undefined) pokeAfterCommit(tx, "tasks");
    const data = { agentId: id, name: after.name, ...changed };
    await appendEvent(tx, { workspaceId, kind: "agent.updated", actor, data });
    return await readAgent(tx, workspaceId, id);
  });
}

/** null is a value, absence is none. */
function kept<T>(change: T | undefined, before: T): T {
  return change === undefined ? before : change;
}

async function refuseTakenName(tx: Db, workspaceId: number, name: string): Promise<void> {
  const taken = await tx
    .selectFrom("agents")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where("name", "=", name)
    .executeTakeFirst();
  if (taken) throw nameTaken(name);
}
