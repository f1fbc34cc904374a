import type { Agent } from "@taskwright/api/agent.ts";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { type NewAgent, nameTaken } from "./create.ts";
import { agentMissing, readAgent } from "./store.ts";

export interface AgentChange extends Partial<NewAgent> {
  /** the version the change is based on; absent: whatever it is now */
  version?: number | undefined;
}

export async function updateAgent(db: Db, actor: Actor, id: number, change: AgentChange): Promise<Agent> {
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
    // Limits and switches are read at every fetch: the workers only have to look again.
    if (after.enabled !== before.enabled || after.max_concurrent !== before.max_concurrent)
      pokeAfterCommit(tx, "tasks");
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
