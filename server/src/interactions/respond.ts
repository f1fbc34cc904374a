import type { Decision, InteractionKind, RespondToInteraction } from "@taskwright/api/interaction.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { PgBoss } from "pg-boss";
import { type Actor, actorRecord } from "../access/actor.ts";
import { type Db, inTransaction, json, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { appendEvents } from "../events/append.ts";
import { lockTask } from "../tasks/change.ts";
import { wakeTask } from "../tasks/wake.ts";
import { checkAnswer } from "./answer.ts";
import { isAssigned, outcomesOf, outputOf } from "./interaction.ts";

/**
 * Decides or answers: the decision, the step's result and the task's wake-up are one transaction. The
 * first valid one wins; whoever comes later is told who decided.
 */
export async function respondToInteraction(
  db: Db,
  boss: PgBoss,
  actor: Actor,
  id: number,
  response: RespondToInteraction,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const [found] = await run<{ task_id: number }>(tx, FIND, [id, actor.workspaceId]);
    if (!found) throw new AppError("not_found", `There is no request ${id}.`);
    // Task first, then its question: the order in which everyone locks them.
    await lockTask(tx, actor, found.task_id);
    const [ask] = await run<Asked>(tx, LOCK, [id]);
    refuse(actor, ask!, response);
    const decision: Decision = {
      outcome: response.outcome,
      comment: response.comment?.trim() || null,
      answer: await checkAnswer(tx, actor, ask!, response),
    };
    const [decided] = await run<{ decided_at: Date }>(tx, DECIDE, [id, json(actorRecord(actor)), json(decision)]);
    await writeResult(tx, actor, ask!, decision, decided!.decided_at);
    await wakeTask(tx, boss, ask!.task_id);
  });
}

export interface Asked {
  id: number;
  workspace_id: number;
  task_id: number;
  step_path: string;
  step_attempt: number;
  kind: InteractionKind;
  purpose: "result" | "control" | "doubt";
  status: "open" | "decided" | "withdrawn";
  title: string;
  form: unknown;
  assignees: string[];
  decided_at: Date | null;
  decided_by: ActorRecord | null;
  decision: Decision | null;
}

function refuse(actor: Actor, ask: Asked, { outcome }: RespondToInteraction): void {
  if (ask.status === "decided") {
    throw new AppError(
      "already_decided",
      `${ask.decided_by?.name ?? "Someone"} decided this already (${PAST[ask.decision!.outcome]}).`,
      {
        details: { decidedBy: ask.decided_by, decidedAt: ask.decided_at, decision: ask.decision },
      },
    );
  }
  if (ask.status === "withdrawn") {
    throw new AppError("gone", "This is not asked any more: its task ended or went on without it.", {
      details: { taskId: ask.task_id },
    });
  }
  if (!isAssigned(actor, ask.assignees)) {
    throw new AppError("forbidden", `This is asked of ${ask.assignees.join(", ")}; ${actor.name} is none of them.`, {
      details: { assignees: ask.assignees },
    });
  }
  const outcomes = outcomesOf(ask.kind);
  if (!outcomes.includes(outcome)) {
    throw new AppError(
      "unprocessable",
      `"${outcome}" is no way to respond to this; write ${outcomes.map((each) => `"${each}"`).join(" or ")}.`,
    );
  }
}

const PAST = { approve: "approved", reject: "rejected", answer: "answered" };

/** A question's answer is its step's result; leave for a call, or word of a call in doubt, lets the step go on. */
async function writeResult(tx: Db, actor: Actor, ask: Asked, decision: Decision, at: Date): Promise<void> {
  const place = [ask.task_id, ask.step_path, ask.step_attempt];
  const events = [
    {
      kind: "interaction.decided",
      data: { interactionId: ask.id, kind: ask.kind, title: ask.title, stepPath: ask.step_path, decision } as Record<
        string,
        unknown
      >,
    },
  ];
  if (ask.purpose === "result") {
    await run(tx, COMPLETE_STEP, [...place, json(outputOf(ask.kind, decision, actor, at))]);
    events.push({
      kind: "step.completed",
      data: {
        path: ask.step_path,
        attempt: ask.step_attempt,
        kind: ask.kind === "handover" ? "agent" : "ask",
        title: ask.title,
      },
    });
  } else {
    await run(tx, PASS_ON, [...place, json(decision)]);
  }
  await appendEvents(
    tx,
    events.map((event) => ({ ...event, workspaceId: ask.workspace_id, taskId: ask.task_id, actor })),
  );
}

const FIND = prepared("interactions_find", `select task_id from interactions where id = $1 and workspace_id = $2`);
const LOCK = prepared(
  "interactions_lock",
  `select id, workspace_id, task_id, step_path, step_attempt, kind, purpose, status, title, form, assignees, decided_at, decided_by, decision
   from interactions where id = $1 for update`,
);
const DECIDE = prepared(
  "interactions_decide",
  `update interactions set status = 'decided', decided_at = clock_timestamp(), decided_by = $2::jsonb, decision = $3::jsonb
   where id = $1 and status = 'open' returning decided_at`,
);
const COMPLETE_STEP = prepared(
  "interactions_complete_step",
  `update steps set status = 'complete', output = $4::json, wait = null, ended_at = clock_timestamp()
   where task_id = $1 and path = $2 and attempt = $3 and status = 'waiting'`,
);
const PASS_ON = prepared(
  "interactions_pass_on",
  `update steps set wait = wait || jsonb_build_object('decision', $4::jsonb)
   where task_id = $1 and path = $2 and attempt = $3 and status = 'waiting'`,
);
