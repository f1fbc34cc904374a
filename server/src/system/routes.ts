import { routes } from "@taskwright/api/routes.ts";
import type { Mount } from "../http/mount.ts";
import { type SystemServices, readSystemInfo } from "./info.ts";

export function systemRoutes(services: SystemServices, mount: Mount): void {
  mount(routes.system.info, async ({ actor }) => readSystemInfo(services, actor.workspaceId));
}
