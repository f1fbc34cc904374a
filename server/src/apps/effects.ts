import { type Db, inTransaction, json } from "../db/database.ts";
import type { ToolCall } from "./tool.ts";

/**
 * Makes a change of ours once per idempotency key: the change and its result commit together, and
 * a repetition is answered with that result. Two repetitions at once: the second waits at the
 * unique key until the first has committed, then reads what it left.
 */
export async function once<Result>(
  db: Db,
  call: ToolCall,
  tool: string,
  change: (tx: Db) => Promise<Result>,
): Promise<Result> {
  return await inTransaction(db, async (tx) => {
    const key = { workspace_id: call.workspaceId, idempotency_key: call.idempotencyKey };
    const first = await tx
      .insertInto("effects")
      .values({ ...key, tool, result: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning("tool")
      .executeTakeFirst();
    if (!first) return ((await firstResult<Result>(tx, call))?.result ?? null) as Result;
    const result = await change(tx);
    await tx
      .updateTable("effects")
      .set({ result: json(result) })
      .where("workspace_id", "=", key.workspace_id)
      .where("idempotency_key", "=", key.idempotency_key)
      .execute();
    return result;
  });
}

/** Has this call been made already? Asked before costly preparation; `once` decides. */
export async function firstResult<Result>(db: Db, call: ToolCall): Promise<{ result: Result } | undefined> {
  const row = await db
    .selectFrom("effects")
    .select("result")
    .where("workspace_id", "=", call.workspaceId)
    .where("idempotency_key", "=", call.idempotencyKey)
    .executeTakeFirst();
  return row ? { result: row.result as Result } : undefined;
}
