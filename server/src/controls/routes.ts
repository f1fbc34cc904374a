import { routes } from "@taskwright/api/routes.ts";
import type { Mount } from "../http/mount.ts";
import type { Services } from "../services.ts";
import { createStop, liftStop, listStops } from "./stops.ts";

export function controlRoutes({ boss }: Services, mount: Mount): void {
  mount(routes.stops.create, async ({ db, actor, body }) => await createStop(db, actor, body));
  mount(routes.stops.list, async ({ db, actor, query }) => await listStops(db, actor, query));
  mount(routes.stops.lift, async ({ db, actor, params }) => await liftStop(db, boss, actor, params.id));
}
