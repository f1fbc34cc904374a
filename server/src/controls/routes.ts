import { routes } from "@taskwright/api/routes.ts";
import type { Mount } from "../http/mount.ts";
import type { Services } from "../services.ts";
import { assertTask } from "../tasks/read.ts";
import { dryRunReport } from "./dry-run-report.ts";
import { listExternalActions, undoAction } from "./external-actions.ts";
import { checkPolicy } from "./policy-check.ts";
import { createStop, liftStop, listStops } from "./stops.ts";

export function controlRoutes({ boss, catalogs }: Services, mount: Mount): void {
  mount(routes.stops.create, async ({ db, actor, body }) => await createStop(db, actor, body));
  mount(routes.stops.list, async ({ db, actor, query }) => await listStops(db, actor, query));
  mount(routes.stops.lift, async ({ db, actor, params }) => await liftStop(db, boss, actor, params.id));
  mount(routes.externalActions.list, async ({ db, actor, query }) => await listExternalActions(db, actor, query));
  mount(routes.externalActions.ofTask, async ({ db, actor, params, query }) => {
    await assertTask(db, actor, params.id);
    return await listExternalActions(db, actor, { ...query, task: params.id });
  });
  mount(routes.externalActions.undo, async ({ db, actor, params }) => await undoAction(db, boss, actor, params.id));
  mount(routes.tasks.dryRunReport, async ({ db, actor, params }) => await dryRunReport(db, actor, params.id));
  mount(
    routes.definitions.policyCheck,
    async ({ db, actor, params, body }) => await checkPolicy(db, catalogs, actor, params.id, body),
  );
}
