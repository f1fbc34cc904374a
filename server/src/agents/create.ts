import type { Agent } from "@taskwright/api/agent.ts";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { type Db, inTransaction } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { readAgent } from "./store.ts";

export interface NewAgent {
  name: string;
  description?: string | null | undefined;
  maxConcurrent?: number | null | undefined;
  enabled?: boolean | undefined;
}

export async function createAgent(db: Db, actor: Actor, agent: NewAgent): Promise<Agent> {
  authorize(actor, "agent.write");
  const { workspaceId } = actor;
  return await inTransaction(db, async (tx) => {
    const row = await tx
      .insertInto("agents")
      .values({
        workspace_id: workspaceId,
        name: agent.name,
        description: agent.description ?? null,
        max_concurrent: agent.maxConcurrent ?? null,
        enabled: agent.enabled ?? true,
      })
      .onConflict((conflict) => conflict.columns(["workspace_id", "name"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!row) throw nameTaken(agent.name);
    await appendEvent(tx, {
      workspaceId,
      kind: "agent.created",
      actor,
      data: { agentId: row.id, name: agent.name },
    });
    return await readAgent(tx, workspaceId, row.id);
  });
}

export function nameTaken(name: string): AppError {
  return new AppError(
    "conflict",
    `There is an agent called "${name}" already. Choose another name, or change that one.`,
  );
}
