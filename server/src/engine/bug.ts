import { sentence } from "@taskwright/api/sentence.ts";
import { inTransaction } from "../db/database.ts";
import { messageOf } from "../errors.ts";
import { endTask, lockWithParent } from "../tasks/end.ts";
import type { ClaimedTask } from "../tasks/claimed.ts";
import type { Engine, Segment } from "./segment.ts";

/**
 * The engine itself failed on this task (a snapshot that no longer compiles, a value PostgreSQL
 * refuses). Left alone it would be taken up and fail for ever; so it ends, and says why.
 */
export async function settleBug(
  engine: Engine,
  task: ClaimedTask,
  segment: Segment | undefined,
  error: unknown,
): Promise<void> {
  await inTransaction(engine.db, async (tx) => {
    await lockWithParent(tx, task.id);
    const row = await tx.selectFrom("tasks").select(["attempt", "status"]).where("id", "=", task.id).executeTakeFirst();
    if (row?.attempt !== task.attempt || row.status !== "running") return;
    await endTask(tx, engine.boss, task.id, {
      status: "error",
      reason: null,
      error: {
        code: "bug",
        message: `Taskwright could not run this task: ${messageOf(error)}`,
        sentence: sentence("failed.bug", { why: messageOf(error) }),
        retryable: false,
      },
      actor: { type: "agent", id: task.agent_id, name: task.agent_name },
      ...(segment ? { progress: segment.progress.now() } : {}),
    });
  });
}
