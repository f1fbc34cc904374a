import type { PgBoss } from "pg-boss";
import type { Actor } from "../access/actor.ts";
import type { Db } from "../db/database.ts";
import { isUnavailable } from "../db/failures.ts";
import { AppError } from "../errors.ts";
import { afterWork } from "./at-once.ts";
import { createEach, createTasks, type NewTask, type Request } from "./create.ts";
import type { BegunTask } from "./insert-running.ts";
import { RecentTargets } from "./targets.ts";

/** Most requests that share a commit. */
const MOST_PER_COMMIT = 500;

/**
 * Tasks asked for one by one, created together: requests that arrive while a commit is under way
 * share the next one. An idle server creates at once; a busy one pays one commit for many.
 */
export interface Intake {
  /** its id; or the whole of it, when it began with its creation */
  create(actor: Actor, task: NewTask): Promise<number | BegunTask>;
}

export function openIntake(db: Db, boss: PgBoss): Intake {
  const recent = new RecentTargets();
  let waiting: Waiting[] = [];
  let committing = false;

  async function commitWaiting(): Promise<void> {
    committing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_PER_COMMIT);
      waiting = waiting.slice(MOST_PER_COMMIT);
      await commit(db, boss, batch, recent);
    }
    committing = false;
  }

  return {
    create(actor, task) {
      return new Promise((resolve, reject) => {
        waiting.push({ actor, task, resolve, reject });
        if (!committing) {
          committing = true;
          setImmediate(() => void commitWaiting());
        }
      });
    },
  };
}

interface Waiting extends Request {
  resolve(task: number | BegunTask): void;
  reject(error: unknown): void;
}

async function commit(db: Db, boss: PgBoss, batch: Waiting[], recent: RecentTargets): Promise<void> {
  try {
    const results = await createEach(db, boss, batch, recent);
    await afterWork();
    results.forEach((result, index) => {
      if (result instanceof AppError) batch[index]!.reject(result);
      else batch[index]!.resolve(result);
    });
  } catch (error) {
    // An answer that was lost leaves open what was made: nobody may make it again.
    if (batch.length === 1 || isUnavailable(error)) {
      for (const each of batch) each.reject(error);
      return;
    }
    // What one of them did to the transaction must not be the others' loss.
    for (const each of batch) {
      await createTasks(db, boss, [each]).then(
        ([id]) => each.resolve(id!),
        (reason: unknown) => each.reject(reason),
      );
    }
  }
}
