import { sentence } from "@taskwright/api/sentence.ts";
import { AppError } from "../errors.ts";
import type { Actor } from "./actor.ts";
import { type Action, may } from "./roles.ts";

/** Throws unless the actor may. Agents and the system act under rules of their own. */
export function authorize(actor: Actor, action: Action): void {
  if (!mayAct(actor, action)) throw notAllowed(actor, action);
}

export function mayAct(actor: Actor, action: string): boolean {
  if (actor.role === null) return actor.type === "system" || actor.type === "agent";
  return may(actor.role, action);
}

export function notAllowed(actor: Actor, action: string): AppError {
  return new AppError(
    "forbidden",
    `${actor.name} is ${article(actor.role)}, which does not include "${action}". Ask an owner of the workspace for another role.`,
    {
      details: { action, role: actor.role },
      sentence: sentence("refused.role", { name: actor.name, role: actor.role ?? "" }),
    },
  );
}

function article(role: string | null): string {
  if (role === null) return "without a role";
  return /^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`;
}
