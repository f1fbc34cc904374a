import { routes } from "@taskwright/api/routes.ts";
import type { Mount } from "../http/mount.ts";
import type { Services } from "../services.ts";
import { callFromHandover, getDetails } from "./calls.ts";
import { listDeciders } from "./deciders.ts";
import { groupInteractions } from "./groups.ts";
import { getInteraction, listInteractions } from "./read.ts";
import { respondToInteraction } from "./respond.ts";

export function interactionRoutes({ boss }: Services, mount: Mount): void {
  mount(routes.interactions.list, async ({ db, actor, query }) => await listInteractions(db, actor, query));
  mount(routes.interactions.get, async ({ db, actor, params }) => await getDetails(db, actor, params.id));
  mount(routes.interactions.call, async ({ db, actor, params, body }) => {
    await callFromHandover(db, boss, actor, params.id, body);
    return await getDetails(db, actor, params.id);
  });
  mount(routes.interactions.groups, async ({ db, actor, query }) => await groupInteractions(db, actor, query.mine));
  mount(routes.interactions.deciders, async ({ db, actor, params }) => ({
    items: await listDeciders(db, await getInteraction(db, actor, params.id), actor.workspaceId),
  }));
  mount(routes.interactions.respond, async ({ db, actor, params, body }) => {
    await respondToInteraction(db, boss, actor, params.id, body);
    return await getInteraction(db, actor, params.id);
  });
}
