import type { ActorRecord, Role } from "@taskwright/api/actor.ts";

/** Who acts, and where. Every verb takes one; every change records one. */
export interface Actor extends ActorRecord {
  workspaceId: number;
  /** agents and the system act under rules of their own, not under a role */
  role: Role | null;
  /** what a person signs in with, lower case; assignees name it ("user:dana") */
  login?: string;
  /** the person themself, or who made the key: whose connections the tasks they start may use */
  userId?: number | null;
}

export function actorRecord(actor: ActorRecord): ActorRecord {
  return { type: actor.type, id: actor.id, name: actor.name };
}

/** The program itself: start-up, timers, triggers. */
export function systemActor(workspaceId: number, name: string): Actor {
  return { type: "system", id: null, name, workspaceId, role: null };
}
