import type { Route } from "@taskwright/api/route.ts";
import { allRoutes } from "@taskwright/api/openapi.ts";
import { expect, test } from "vitest";
import { accessRoutes } from "../src/access/routes.ts";
import { actionsOf } from "../src/access/roles.ts";
import { agentRoutes } from "../src/agents/routes.ts";
import { appRoutes } from "../src/apps/imported/routes.ts";
import { emailRoutes } from "../src/apps/routes.ts";
import { controlRoutes } from "../src/controls/routes.ts";
import { connectionRoutes } from "../src/connections/routes.ts";
import { definitionsRoutes } from "../src/definitions/routes.ts";
import { eventRoutes } from "../src/events/routes.ts";
import { fileRoutes } from "../src/files/routes.ts";
import type { Mount } from "../src/http/mount.ts";
import { interactionRoutes } from "../src/interactions/routes.ts";
import { modelRoutes } from "../src/models/routes.ts";
import { systemRoutes } from "../src/system/routes.ts";
import { taskRoutes } from "../src/tasks/routes.ts";
import { triggerRoutes } from "../src/triggers/routes.ts";

/** Whatever a room asks of its services while it mounts is a function that is not called yet. */
const services: never = new Proxy({}, { get: (target, name) => (name === "config" ? {} : target) }) as never;

test("every operation of the table is mounted, by one room", () => {
  const mounted: Route[] = [];
  const mount: Mount = (route) => void mounted.push(route);
  for (const room of [
    accessRoutes,
    (_: never, mount: Mount) => agentRoutes(mount, () => {}),
    controlRoutes,
    appRoutes,
    connectionRoutes,
    definitionsRoutes,
    emailRoutes,
    eventRoutes,
    fileRoutes,
    interactionRoutes,
    modelRoutes,
    systemRoutes,
    taskRoutes,
    triggerRoutes,
  ]) {
    room(services, mount);
  }
  const name = (route: Route) => `${route.method} ${route.path}`;
  expect(mounted.map(name).toSorted()).toEqual(allRoutes().map(name).toSorted());
});

test("every operation names an action that some role may, or is public, or for anyone signed in", () => {
  const known = ["public", "session", ...actionsOf("owner")];
  expect(allRoutes().filter(({ action }) => !known.includes(action))).toEqual([]);
  const used = new Set(allRoutes().map(({ action }) => action));
  expect(actionsOf("owner").filter((action) => !used.has(action))).toEqual([]);
});
