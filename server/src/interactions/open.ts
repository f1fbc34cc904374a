import type { InteractionKind, InteractionPurpose } from "@taskwright/api/interaction.ts";
import type { DecidingRule } from "@taskwright/api/policy.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import { type Db, json } from "../db/database.ts";
import { appendEvent } from "../events/append.ts";

export interface NewInteraction {
  workspaceId: number;
  taskId: number;
  stepPath: string;
  stepAttempt: number;
  kind: InteractionKind;
  /** what the answer is for: the step's result, leave to make its call, or what became of a call */
  purpose: InteractionPurpose;
  title: string;
  body: string | null;
  form: unknown;
  subject: unknown;
  /** "user:<login>" or "role:<role>" */
  assignees: string[];
  dueAt: Date | null;
  actor: ActorRecord;
  /** the exact call that is asked about, and the rule that asks */
  call?: { digest: string };
  rule?: DecidingRule;
}

/** Asks a person, within the transaction that parks the step. */
export async function openInteraction(tx: Db, ask: NewInteraction): Promise<number> {
  const { id } = await tx
    .insertInto("interactions")
    .values({
      workspace_id: ask.workspaceId,
      task_id: ask.taskId,
      step_path: ask.stepPath,
      step_attempt: ask.stepAttempt,
      kind: ask.kind,
      purpose: ask.purpose,
      title: ask.title.slice(0, 500),
      body: ask.body,
      form: json(ask.form),
      subject: json(ask.subject),
      assignees: json(ask.assignees),
      due_at: ask.dueAt,
      call: ask.call ? json(ask.call) : null,
      rule: ask.rule ? json(ask.rule) : null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await appendEvent(tx, {
    workspaceId: ask.workspaceId,
    taskId: ask.taskId,
    kind: "interaction.opened",
    actor: ask.actor,
    data: {
      interactionId: id,
      kind: ask.kind,
      title: ask.title,
      stepPath: ask.stepPath,
      assignees: ask.assignees,
      dueAt: ask.dueAt,
    },
  });
  return id;
}
