import type { Role } from "@taskwright/api/actor.ts";

/** For whom a task runs, as they are now. */
export interface Principal {
  id: number;
  name: string;
  login: string;
  role: Role;
  disabled: boolean;
}

export interface Owned {
  owner_id: number | null;
  /** "user:<login>", "role:<role>", "workspace": every task, also one that runs for nobody */
  grants: readonly string[];
}

/** Whether a task that runs for this person, or for nobody, may use a connection. */
export function mayUse(principal: Principal | null, { owner_id: owner, grants }: Owned): boolean {
  if (principal?.disabled) return false;
  if (grants.includes("workspace")) return true;
  if (!principal) return false;
  return (
    owner === principal.id || grants.includes(`user:${principal.login}`) || grants.includes(`role:${principal.role}`)
  );
}
