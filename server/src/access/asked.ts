import { type RawBuilder, sql } from "kysely";
import type { Actor } from "./actor.ts";

/** Whether a request's assignees (a jsonb list) name this actor. Owners may always step in. */
export function asksActor(actor: Actor, assignees: RawBuilder<unknown>): RawBuilder<boolean> {
  if (actor.role === "owner") return sql<boolean>`true`;
  const names = [`role:${actor.role}`, ...(actor.login ? [`user:${actor.login}`] : [])];
  return sql<boolean>`exists (select from jsonb_array_elements_text(${assignees}) who where lower(who) = any(${names}))`;
}
