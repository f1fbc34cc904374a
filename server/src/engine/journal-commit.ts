import type { PgBoss } from "pg-boss";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { appendEvents, type NewEvent } from "../events/append.ts";
import { resolveParentStep } from "../tasks/parent.ts";
import { sendJobs } from "../tasks/queue.ts";
import type { Ack, Entry } from "./journal.ts";
import { type HeldRow, isFinal, writeStatement } from "./journal-statement.ts";

/** One transaction for all of it: a statement, and what follows from tasks that came to rest. */
export async function commitWrites(db: Db, boss: PgBoss, batch: Entry[]): Promise<Map<number, Ack>> {
  const settled = batch.filter(({ write }) => write.settlement);
  const { statement, values } = writeStatement(batch);
  const alone = settled.every(({ holder, write }) => isFinal(write.settlement!) && !holder.parent);
  if (alone) {
    const acks = acksOf(await run<HeldRow>(db, statement, values));
    pokeAfterCommit(db, "events");
    return acks;
  }
  return await inTransaction(db, async (tx) => {
    await lockParents(tx, batch);
    const acks = acksOf(await run<HeldRow>(tx, statement, values));
    await wakeOthers(tx, boss, settled, acks);
    await appendEvents(tx, restingEvents(settled, acks));
    pokeAfterCommit(tx, "events");
    return acks;
  });
}

/** Jobs for what became runnable, and the parents of sub-tasks that ended. */
async function wakeOthers(tx: Db, boss: PgBoss, settled: Entry[], acks: Map<number, Ack>): Promise<void> {
  const jobs = [];
  for (const { holder, write } of settled) {
    const status = acks.get(holder.taskId)?.status;
    const { wakeAt } = write.settlement!;
    if (status === "queued" || (status === "waiting" && wakeAt)) {
      jobs.push({
        jobId: write.jobId!,
        taskId: holder.taskId,
        agentId: holder.agentId,
        priority: holder.priority,
        startAfter: status === "waiting" ? wakeAt! : null,
      });
    }
    if (holder.parent && status && (status === "complete" || status === "error")) {
      await resolveParentStep(tx, boss, holder.parent, {
        id: holder.taskId,
        status,
        outputs: write.settlement!.outputs ?? null,
        error: write.settlement!.error ?? null,
      });
    }
  }
  await sendJobs(tx, boss, jobs);
}

/** A task that comes to rest may have been asked for something else meanwhile: the ledger says what it came to. */
function restingEvents(settled: Entry[], acks: Map<number, Ack>): NewEvent[] {
  return settled.flatMap(({ holder, write }): NewEvent[] => {
    const status = acks.get(holder.taskId)?.status;
    const { actor, reason, inDoubt } = write.settlement!;
    if (!status || isFinal(write.settlement!)) return [];
    const place = { workspaceId: holder.workspaceId, taskId: holder.taskId, actor };
    if (status === "paused") return [{ ...place, kind: "task.paused", data: {} }];
    if (status === "waiting") return [{ ...place, kind: "task.waiting", data: { reason } }];
    return [{ ...place, kind: "task.handed-back", data: inDoubt ? { inDoubt } : {} }];
  });
}

// A sub-task that ends also changes its parent. Everyone locks task rows in the order of their ids,
// so that no two transactions wait for each other.
async function lockParents(tx: Db, batch: Entry[]): Promise<void> {
  const parents = batch
    .filter(({ holder, write }) => holder.parent && write.settlement)
    .map(({ holder }) => holder.parent!.taskId);
  if (parents.length === 0) return;
  await run(tx, LOCK, [[...parents, ...batch.map(({ holder }) => holder.taskId)]]);
}

const LOCK = prepared(
  "journal_lock",
  `select id from tasks where id = any($1::bigint[]) order by id for no key update`,
);

export function acksOf(rows: HeldRow[]): Map<number, Ack> {
  return new Map(rows.map(({ id, ...ack }) => [id, { held: true, ...ack }]));
}
