import type { Decision } from "@taskwright/api/interaction.ts";
import { systemActor } from "../access/actor.ts";
import { type Db, json, prepared, run } from "../db/database.ts";
import { outputOf } from "./interaction.ts";
import { appendEvent } from "../events/append.ts";

/**
 * Closes a question whose time is up, as decided by the system, with the step's result. Null: it was
 * decided before. The task's row is locked by the caller.
 */
export async function expireInteraction(tx: Db, id: number): Promise<unknown> {
  const decision: Decision = { outcome: "reject", comment: "Nobody decided in time.", answer: null };
  const [row] = await run<ExpiredRow>(tx, EXPIRE, [
    id,
    json({ type: "system", id: null, name: "deadline" }),
    json(decision),
  ]);
  if (!row) return null;
  const actor = systemActor(row.workspace_id, "deadline");
  const output = outputOf(row.kind, decision, actor, row.decided_at);
  if (row.kind === "approval") {
    await run(tx, COMPLETE_STEP, [row.task_id, row.step_path, row.step_attempt, json(output)]);
  }
  await appendEvent(tx, {
    workspaceId: row.workspace_id,
    taskId: row.task_id,
    kind: "interaction.expired",
    actor,
    data: { interactionId: id, stepPath: row.step_path, title: row.title },
  });
  return output;
}

interface ExpiredRow {
  workspace_id: number;
  task_id: number;
  step_path: string;
  step_attempt: number;
  kind: "approval" | "assistance" | "handover";
  title: string;
  decided_at: Date;
}

const EXPIRE = prepared(
  "interactions_expire",
  `update interactions set status = 'decided', decided_at = clock_timestamp(), decided_by = $2::jsonb, decision = $3::jsonb
   where id = $1 and status = 'open'
   returning workspace_id, task_id, step_path, step_attempt, kind, title, decided_at`,
);
const COMPLETE_STEP = prepared(
  "interactions_expire_step",
  `update steps set status = 'complete', output = $4::json, wait = null, ended_at = clock_timestamp()
   where task_id = $1 and path = $2 and attempt = $3`,
);
