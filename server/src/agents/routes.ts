import { routes } from "@taskwright/api/routes.ts";
import type { Mount } from "../http/mount.ts";
import { createAgent } from "./create.ts";
import { type CheckCondition, checkRules } from "./rules.ts";
import { listAgents, readAgent } from "./store.ts";
import { updateAgent } from "./update.ts";

export function agentRoutes(mount: Mount, check: CheckCondition): void {
  mount(routes.agents.list, async ({ actor, query, db }) => listAgents(db, actor.workspaceId, query));
  mount(routes.agents.create, async ({ actor, body, db }) => {
    checkRules(body.tools, check);
    return await createAgent(db, actor, body);
  });
  mount(routes.agents.get, async ({ actor, params, db }) => readAgent(db, actor.workspaceId, params.id));
  mount(routes.agents.update, async ({ actor, params, body, ifMatch, db }) => {
    checkRules(body.tools, check);
    const change = { ...body, version: body.version ?? ifMatch };
    return await updateAgent(db, actor, params.id, change);
  });
}
