import { atEnd, beforeCommit, type Db } from "../db/database.ts";
import type { Seats } from "../tasks/at-once.ts";
import type { ClaimedTask } from "../tasks/claimed.ts";
import type { RecordedStep } from "./step-rows.ts";
import { stepsOf } from "./under-way.ts";

/** Room of a worker that is kept for tasks which become runnable in this process, until they are committed. */
export interface KeptSeats {
  offer(db: Db, count: number): Omit<Seats, "isLimited">;
  /** how many are kept at this moment */
  count(): number;
  /** resolves when those that are kept now are taken or given back */
  ended(): Promise<unknown>;
}

/** If the answer to their commit is lost, recovery finds what it came to. */
export function keepSeats(
  worker: string,
  begin: (tasks: ClaimedTask[], recorded: Promise<RecordedStep[]> | undefined) => void,
): KeptSeats {
  const kept = new Set<Promise<void>>();
  let total = 0;
  return {
    offer(db, count) {
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      kept.add(ended);
      total += count;
      let taken: ClaimedTask[] = [];
      let recorded: Promise<RecordedStep[]> | undefined;
      const end = (committed: boolean) => {
        kept.delete(ended);
        total -= count;
        if (committed) begin(taken, recorded);
        resolve();
      };
      if (db.isTransaction) {
        beforeCommit(db, () => {
          recorded = stepsOf(db, taken);
          // seen by each when it is waited for
          recorded.catch(() => {});
        });
        atEnd(db, end);
      }
      return {
        worker,
        take(tasks) {
          taken = tasks;
          if (!db.isTransaction) end(true);
        },
      };
    },
    count: () => total,
    ended: async () => await Promise.all(kept),
  };
}
