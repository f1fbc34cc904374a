import { sentence } from "@taskwright/api/sentence.ts";
import type {
  Decision,
  InteractionKind,
  InteractionPurpose,
  RespondToInteraction,
} from "@taskwright/api/interaction.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { PgBoss } from "pg-boss";
import { type Actor, actorRecord } from "../access/actor.ts";
import { type Db, inTransaction, json, jsonText, prepared, run } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { AppError } from "../errors.ts";
import { eventRow, INSERT_EVENTS } from "../events/append.ts";
import { afterWork } from "../tasks/at-once.ts";
import { wakeTask } from "../tasks/wake.ts";
import { checkAnswer } from "./answer.ts";
import { isAssigned, noRequest, outcomesOf, outputOf } from "./interaction.ts";

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
    const [ask] = await run<Asked>(tx, LOCK, [id, actor.workspaceId]);
    if (!ask) throw noRequest(id);
    refuse(actor, ask, response);
    const decision: Decision = {
      outcome: response.outcome,
      comment: response.comment?.trim() || null,
      answer: await checkAnswer(tx, actor, ask, response),
    };
    await Promise.all([decide(tx, actor, ask, decision), wakeTask(tx, boss, ask.task_id)]);
  });
  await afterWork();
}

export interface Asked {
  id: number;
  workspace_id: number;
  task_id: number;
  step_path: string;
  step_attempt: number;
  kind: InteractionKind;
  purpose: InteractionPurpose;
  status: "open" | "decided" | "withdrawn";
  title: string;
  form: unknown;
  step_kind: string;
  /** of a handover: calls that are under way */
  open_calls: number;
  assignees: string[];
  decided_at: Date | null;
  decided_by: ActorRecord | null;
  decision: Decision | null;
  /** the database's time */
  now: Date;
}

function refuse(actor: Actor, ask: Asked, { outcome }: RespondToInteraction): void {
  if (ask.status === "decided") {
    throw new AppError(
      "already_decided",
      `${ask.decided_by?.name ?? "Someone"} decided this already (${PAST[ask.decision!.outcome]}).`,
      {
        sentence: sentence("refused.decided", {
          by: ask.decided_by?.name ?? "",
          outcome: ask.decision!.outcome,
        }),
        details: { decidedBy: ask.decided_by, decidedAt: ask.decided_at, decision: ask.decision },
      },
    );
  }
  if (ask.status === "withdrawn") {
    throw new AppError("gone", "This is not asked any more: its task ended or went on without it.", {
      details: { taskId: ask.task_id },
      sentence: sentence("refused.withdrawn", {}),
    });
  }
  if (!isAssigned(actor, ask.assignees)) {
    throw new AppError("forbidden", `This is asked of ${ask.assignees.join(", ")}; ${actor.name} is none of them.`, {
      details: { assignees: ask.assignees },
      sentence: sentence("refused.not_asked", { name: actor.name, who: ask.assignees }),
    });
  }
  if (ask.open_calls > 0) {
    throw new AppError("conflict", "A call made for this is still under way. Wait for it before you answer.", {
      sentence: sentence("refused.call_under_way", {}),
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
async function decide(tx: Db, actor: Actor, ask: Asked, decision: Decision): Promise<void> {
  const { id, task_id: taskId, step_path: path, step_attempt: attempt, kind, title } = ask;
  // A call goes on with the decision; any other step that asks is done with it.
  const isResult = ask.step_kind !== "use" && ask.step_kind !== "model";
  const events = [
    { kind: "interaction.decided", data: { interactionId: id, kind, title, stepPath: path, decision } },
    ...(isResult
      ? [{ kind: "step.completed", data: { path, attempt, kind: kind === "handover" ? "agent" : "ask", title } }]
      : []),
  ];
  const rows = events.map((event) => eventRow({ ...event, workspaceId: ask.workspace_id, taskId, actor }));
  await run(tx, isResult ? DECIDE_AND_COMPLETE : DECIDE_AND_PASS_ON, [
    id,
    json(actorRecord(actor)),
    json(decision),
    ask.now,
    taskId,
    path,
    attempt,
    jsonText(rows),
    ...(isResult ? [json(outputOf(kind, decision, actor, ask.now))] : []),
  ]);
  pokeAfterCommit(tx, "events");
}

// Task first, then its question: the order in which everyone locks them.
const LOCK = prepared(
  "interactions_lock",
  `with task as materialized (
     select t.id from interactions i join tasks t on t.id = i.task_id
     where i.id = $1 and i.workspace_id = $2
     for no key update of t
   )
   select i.id, i.workspace_id, i.task_id, i.step_path, i.step_attempt, i.kind, i.purpose, i.status, i.title, i.form, i.assignees,
     i.decided_at, i.decided_by, i.decision, date_trunc('milliseconds', clock_timestamp()) as now,
     (select s.kind from steps s where s.task_id = i.task_id and s.path = i.step_path and s.attempt = i.step_attempt) as step_kind,
     case when i.kind = 'handover' then (select count(*)::int from steps c where c.task_id = i.task_id
       and starts_with(c.path, i.step_path || '.call') and c.status in ('running', 'waiting')) else 0 end as open_calls
   from task join interactions i on i.task_id = task.id
   where i.id = $1
   for update of i`,
);

/** The decision, what it does to the step, and the events: one statement, one round trip. */
const decideAnd = (step: string) => `with decided as (
     update interactions set status = 'decided', decided_at = $4::timestamptz, decided_by = $2::jsonb, decision = $3::jsonb
     where id = $1 and status = 'open'
   ), stepped as (
     update steps set ${step} where task_id = $5 and path = $6 and attempt = $7 and status = 'waiting'
   )
   ${INSERT_EVENTS("$8")}`;
const DECIDE_AND_COMPLETE = prepared(
  "interactions_decide_complete",
  decideAnd("status = 'complete', output = $9::json, wait = null, ended_at = $4::timestamptz"),
);
const DECIDE_AND_PASS_ON = prepared(
  "interactions_decide_pass_on",
  decideAnd("wait = wait || jsonb_build_object('decision', $3::jsonb)"),
);
