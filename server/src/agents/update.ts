import type { Agent } from "@taskwright/api/agent.ts";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { type NewAgent, nameTaken } from "./create.ts";
import { agentMissing, readAgent } from "./store.ts";

export interface AgentChange extends Partial<NewAgent> {
  /** the version the change is based on; absent: whatever it is now */
  version?: number | undefined;
}

/** What tasks that wait for the agent must be told, in the same transaction: the engine hands it in. */
export type AgentChanged = (
  tx: Db,
  agent: { id: number; workspaceId: number; maxConcurrent: number | null; enabled: boolean },
) => Promise<void>;

export async function updateAgent(
  db: Db,
  actor: Actor,
  id: number,
  change: AgentChange,
  onAvailability: AgentChanged = async () => {},
): Promise<Agent> {
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
        { details: { version: before.version } },
      );
    }
    const after = {
      name: change.name ?? before.name,
      description: change.description === undefined ? before.description : change.description,
      max_concurrent: change.maxConcurrent === undefined ? before.max_concurrent : change.maxConcurrent,
      enabled: change.enabled ?? before.enabled,
      version: before.version + 1,
    };
    if (after.name !== before.name) await refuseTakenName(tx, workspaceId, after.name);
    await tx.updateTable("agents").set(after).where("id", "=", id).execute();
    if (after.enabled !== before.enabled || after.max_concurrent !== before.max_concurrent) {
      const { max_concurrent: maxConcurrent, enabled } = after;
      await onAvailability(tx, { id, workspaceId, maxConcurrent, enabled });
    }
    const { version: _, ...changed } = change;
    const data = { agentId: id, name: after.name, ...changed };
    await appendEvent(tx, { workspaceId, kind: "agent.updated", actor, data });
    return await readAgent(tx, workspaceId, id);
  });
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
