import { routes } from "@taskwright/api/routes.ts";
import type { Config } from "../config.ts";
import type { Vault } from "../connections/vault.ts";
import type { Mount } from "../http/mount.ts";
import { createModel } from "./create.ts";
import { findOffers } from "./offers.ts";
import { removeModel } from "./remove.ts";
import { listModels, readModel } from "./store.ts";
import { tryModel } from "./try.ts";
import type { OpenModels } from "./turn.ts";
import { updateModel } from "./update.ts";

export interface ModelRoomServices {
  vault: Vault;
  models: OpenModels;
  config: Pick<Config, "httpAllow">;
}

export function modelRoutes({ vault, models, config }: ModelRoomServices, mount: Mount): void {
  const keeping = { vault, httpAllow: config.httpAllow };
  mount(routes.models.list, async ({ actor, query, db }) => listModels(db, actor.workspaceId, query));
  mount(routes.models.create, async ({ actor, body, db }) => createModel(db, actor, keeping, body));
  mount(routes.models.offers, async () => findOffers());
  mount(routes.models.get, async ({ actor, params, db }) => readModel(db, actor.workspaceId, params.id));
  mount(routes.models.update, async ({ actor, params, body, ifMatch, db }) => {
    const change = { ...body, version: body.version ?? ifMatch };
    return await updateModel(db, actor, keeping, params.id, change);
  });
  mount(routes.models.remove, async ({ actor, params, db }) => removeModel(db, actor, params.id));
  mount(routes.models.test, async ({ actor, params, db }) => tryModel(db, actor, models, params.id));
}
