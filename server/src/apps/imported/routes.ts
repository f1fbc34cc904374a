import { routes } from "@taskwright/api/routes.ts";
import type { Mount } from "../../http/mount.ts";
import {
  type AppToKeep,
  confirmTools,
  type ImportServices,
  keepNewApp,
  readNewApp,
  refreshApp,
  removeApp,
} from "./import.ts";
import { listApps, readApp } from "./store.ts";

export function appRoutes({ importing }: { importing: ImportServices }, mount: Mount): void {
  mount(routes.apps.list, async ({ db, actor, query }) => await listApps(db, actor.workspaceId, query));
  mount(
    routes.apps.create,
    async ({ db, actor }, app: AppToKeep) => await readApp(db, actor.workspaceId, await keepNewApp(db, actor, app)),
    async ({ db, actor, body }) => await readNewApp(db, importing, actor, body),
  );
  mount(routes.apps.get, async ({ db, actor, params }) => await readApp(db, actor.workspaceId, params.id));
  mount(routes.apps.refresh, async ({ db, actor, params, body }) => {
    await refreshApp(db, importing, actor, params.id, body);
    return await readApp(db, actor.workspaceId, params.id);
  });
  mount(routes.apps.confirm, async ({ db, actor, params, body }) => {
    await confirmTools(db, actor, params.id, body);
    return await readApp(db, actor.workspaceId, params.id);
  });
  mount(routes.apps.remove, async ({ db, actor, params }) => await removeApp(db, actor, params.id));
}
