import { ElicitResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { randomUUID } from "node:crypto";
import type { Actor } from "../access/actor.ts";
import { authorize } from "../access/authorize.ts";
import { AppError } from "../errors.ts";
import { getInteraction } from "../interactions/read.ts";
import { respondToInteraction } from "../interactions/respond.ts";
import { fromElicitation } from "./elicitation.ts";
import type { McpServices } from "./session.ts";

/** What became of a question that a client put to its user. */
export type Reply = { answered: true } | { answered: false; why: string; again: boolean };

interface Waiting {
  actor: Actor;
  settle(reply: Reply): void;
}

/** Calls of this process whose client is asking its user. */
const waiting = new Map<string, Waiting>();

/**
 * A reply comes as a request of its own, perhaps to another process. So the question's id names what
 * it answers, and whoever gets the reply carries it out; the call that asked sees the decision in the
 * ledger. What a reply may do is what its key may do.
 */
export function expectReply(
  actor: Actor,
  interactionId: number,
): { id: string; reply: Promise<Reply>; forget: () => void } {
  const id = `question-${interactionId}-${randomUUID()}`;
  const { promise, resolve } = Promise.withResolvers<Reply>();
  waiting.set(id, { actor, settle: resolve });
  return { id, reply: promise, forget: () => void waiting.delete(id) };
}

export async function takeReply(services: McpServices, actor: Actor, message: unknown): Promise<void> {
  const { id, result } = message as { id: string | number; result?: unknown };
  const interactionId = Number(/^question-(\d+)-/.exec(String(id))?.[1]);
  if (Number.isNaN(interactionId)) return;
  const asked = waiting.get(String(id));
  const settle = (reply: Reply) => {
    if (asked?.actor.id === actor.id && asked.actor.workspaceId === actor.workspaceId) asked.settle(reply);
  };
  const parsed = ElicitResultSchema.safeParse(result);
  if (!parsed.success) return settle({ answered: false, why: "The client could not ask its user.", again: false });
  const { action, content = {} } = parsed.data;
  if (action !== "accept") {
    const why =
      action === "decline" ? "The user declined to answer." : "The user closed the question without an answer.";
    return settle({ answered: false, why, again: false });
  }
  try {
    authorize(actor, "interaction.respond");
    const { db } = services.database;
    const question = await getInteraction(db, actor, interactionId);
    await respondToInteraction(db, services.boss, actor, interactionId, fromElicitation(question, content));
    settle({ answered: true });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    settle({ answered: false, why: error.message, again: error.code === "unprocessable" });
  }
}
