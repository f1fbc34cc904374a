import { routes } from "@taskwright/api/routes.ts";
import type { TaskChange } from "@taskwright/api/task-control.ts";
import type { Actor } from "../access/actor.ts";
import type { Db } from "../db/database.ts";
import { listTaskEvents } from "../events/read.ts";
import type { Mount } from "../http/mount.ts";
import type { Services } from "../services.ts";
import { controlTasks } from "./control.ts";
import { cancelTask } from "./cancel.ts";
import type { Change } from "./change.ts";
import { countTasks } from "./count.ts";
import { createTasks, type NewTask } from "./create.ts";
import { groupTasks } from "./groups.ts";
import { openIntake } from "./intake.ts";
import { readOutcomes } from "./outcomes.ts";
import { pauseTask } from "./pause.ts";
import { listTasks } from "./list.ts";
import { asBegun, assertTask, getTask, readTaskBody } from "./read.ts";
import { resumeTask } from "./resume.ts";
import { retryTask } from "./retry.ts";
import { skipStep } from "./skip.ts";
import { getStep, listSteps, readStepBody } from "./steps.ts";

export function taskRoutes({ database, boss, log }: Services, mount: Mount): void {
  const intake = openIntake(database.db, boss);

  mount(routes.tasks.create, async ({ db, actor, body }) => {
    const task: NewTask = { ...body, kind: kindFor(actor) };
    // With an Idempotency-Key the task and the kept answer are one transaction; without, it shares a commit.
    const created = db.isTransaction
      ? (await createTasks(db, boss, [{ actor, task }]))[0]!
      : await intake.create(actor, task);
    return typeof created === "number" ? await getTask(db, actor, created) : asBegun(created);
  });
  mount(routes.tasks.createMany, async ({ db, actor, body }) => ({
    ids: await createTasks(
      db,
      boss,
      body.tasks.map((task) => ({ actor, task: { ...task, kind: "batch" as const } })),
    ),
  }));
  mount(routes.tasks.list, async ({ db, actor, query }) => await listTasks(db, actor, query));
  mount(routes.tasks.counts, async ({ db, actor, query }) => await countTasks(db, actor, query));
  mount(routes.tasks.groups, async ({ db, actor, query }) => await groupTasks(db, actor, query));
  mount(routes.tasks.outcomes, async ({ db, actor, query }) => await readOutcomes(db, actor, query.hours));
  mount(routes.tasks.get, async ({ db, actor, params, query }) => await getTask(db, actor, params.id, query.bodies));
  mount(routes.tasks.body, async ({ db, actor, params, query }) => await readTaskBody(db, actor, params.id, query));
  mount(routes.tasks.steps, async ({ db, actor, params, query }) => await listSteps(db, actor, params.id, query));
  mount(routes.tasks.step, async ({ db, actor, params, query }) => await getStep(db, actor, params, query.attempt));
  mount(
    routes.tasks.stepBody,
    async ({ db, actor, params, query }) => await readStepBody(db, actor, { ...params, ...query }),
  );
  mount(routes.tasks.events, async ({ db, actor, params, query }) => {
    await assertTask(db, actor, params.id);
    return await listTaskEvents(db, { workspaceId: actor.workspaceId, taskId: params.id, ...query });
  });
  mount(
    routes.tasks.control,
    async ({ db, actor, body, context }) => await controlTasks(db, { boss, log }, actor, body, context.req),
  );
  mount(
    routes.tasks.cancel,
    async ({ db, actor, params, body }) =>
      await changed(db, actor, params.id, await cancelTask(db, boss, actor, params.id, body.reason)),
  );
  mount(
    routes.tasks.pause,
    async ({ db, actor, params, body }) =>
      await changed(db, actor, params.id, await pauseTask(db, boss, actor, params.id, body.reason)),
  );
  mount(
    routes.tasks.resume,
    async ({ db, actor, params }) => await changed(db, actor, params.id, await resumeTask(db, boss, actor, params.id)),
  );
  mount(
    routes.tasks.retry,
    async ({ db, actor, params }) => await changed(db, actor, params.id, await retryTask(db, boss, actor, params.id)),
  );
  mount(
    routes.tasks.skip,
    async ({ db, actor, params, body }) =>
      await changed(db, actor, params.id, await skipStep(db, boss, actor, params.id, body)),
  );
}

/** A person's own start is manual; a program's comes over the API. */
function kindFor(actor: Actor): "manual" | "api" {
  return actor.type === "user" ? "manual" : "api";
}

async function changed(db: Db, actor: Actor, id: number, change: Change): Promise<TaskChange> {
  return { task: await getTask(db, actor, id), ...change };
}
