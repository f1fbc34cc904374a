import { routes } from "@taskwright/api/routes.ts";
import type { Mount } from "../http/mount.ts";
import { createAgent } from "./create.ts";
import { listAgents, readAgent } from "./store.ts";
import { type AgentChanged, updateAgent } from "./update.ts";

export interface AgentServices {
  /** what becomes of tasks that wait for an agent when its limit or switch changes */
  onAgentAvailability?: AgentChanged;
}

export function agentRoutes({ onAgentAvailability }: AgentServices, mount: Mount): void {
  mount(routes.agents.list, async ({ actor, query, db }) => listAgents(db, actor.workspaceId, query));
  mount(routes.agents.create, async ({ actor, body, db }) => createAgent(db, actor, body));
  mount(routes.agents.get, async ({ actor, params, db }) => readAgent(db, actor.workspaceId, params.id));
  mount(routes.agents.update, async ({ actor, params, body, ifMatch, db }) => {
    const change = { ...body, version: body.version ?? ifMatch };
    return await updateAgent(db, actor, params.id, change, onAgentAvailability);
  });
}
