import { routes } from "@taskwright/api/routes.ts";
import type { Mount } from "../http/mount.ts";
import type { Services } from "../services.ts";
import { publishEvent } from "./publish-event.ts";

export function triggerRoutes({ boss }: Services, mount: Mount): void {
  mount(routes.events.publish, async ({ db, actor, body }) => ({ woken: await publishEvent(db, boss, actor, body) }));
}
