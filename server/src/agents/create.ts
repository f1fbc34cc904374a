import { sentence } from "@taskwright/api/sentence.ts";
import type { Agent, CreateAgent } from "@taskwright/api/agent.ts";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { type Db, inTransaction, json } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvent } from "../events/append.ts";
import { assertModel } from "./model.ts";
import { readAgent } from "./store.ts";

export async function createAgent(db: Db, actor: Actor, agent: CreateAgent): Promise<Agent> {
  authorize(actor, "agent.write");
  const { workspaceId } = actor;
  return await inTransaction(db, async (tx) => {
    await assertModel(tx, workspaceId, agent.modelId);
    const row = await tx
      .insertInto("agents")
      .values({
        workspace_id: workspaceId,
        name: agent.name,
        description: agent.description ?? null,
        instructions: agent.instructions ?? null,
        model_id: agent.modelId ?? null,
        tools: json(agent.tools ?? null),
        max_concurrent: agent.maxConcurrent ?? null,
        hours: json(agent.hours ?? null),
        budget: json(agent.budget ?? null),
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
    { sentence: sentence("refused.taken", { noun: "agent", name }) },
  );
}
