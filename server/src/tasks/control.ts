import type { ControlledTask, ControlledTasks, ControlTasks, ControlVerb } from "@taskwright/api/task-control.ts";
import type { PgBoss } from "pg-boss";
import type { Actor } from "../access/actor.ts";
import type { Db } from "../db/database.ts";
import { problemOf } from "../http/problem.ts";
import type { Services } from "../services.ts";
import { cancelTask } from "./cancel.ts";
import type { Change } from "./change.ts";
import { pauseTask } from "./pause.ts";
import { resumeTask } from "./resume.ts";
import { retryTask } from "./retry.ts";

type Verb = (db: Db, boss: PgBoss, actor: Actor, id: number, reason?: string) => Promise<Change>;
const VERBS: Record<ControlVerb, Verb> = {
  pause: pauseTask,
  resume: resumeTask,
  retry: retryTask,
  cancel: cancelTask,
};

/** Few enough that other requests find a connection. */
const AT_ONCE = 4;

/**
 * One verb for many tasks, each in the transaction it would have alone and under the same checks.
 * Every one of them is answered for.
 */
export async function controlTasks(
  db: Db,
  { boss, log }: Pick<Services, "boss" | "log">,
  actor: Actor,
  { verb, ids, reason }: ControlTasks,
  request: { method: string; path: string },
): Promise<ControlledTasks> {
  const results: ControlledTask[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    for (let place = next++; place < ids.length; place = next++) {
      const id = ids[place]!;
      try {
        const change = await VERBS[verb](db, boss, actor, id, reason);
        results[place] = { id, change, problem: null };
      } catch (error) {
        results[place] = { id, change: null, problem: problemOf(error, request, log) };
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const done = results.filter(({ change }) => change !== null).length;
  return { done, refused: ids.length - done, results };
}
