import { z } from "zod";

/**
 * Which sentence stands beside it in English, and what it is made of: for readers in other languages,
 * and for programs. Codes are stable, and so are the parts of each; new ones may come.
 */
export const Sentence = z
  .object({
    code: z.string().describe('which sentence: "waiting.approval"'),
    parts: z
      .record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
      .describe("names, numbers, moments (ISO 8601) and ids it is made of"),
  })
  .meta({ id: "Sentence" });
export type Sentence = z.infer<typeof Sentence>;

/** What can be looked for and not be there. */
export type Noun =
  | "agent"
  | "apiKey"
  | "app"
  | "connection"
  | "definition"
  | "externalAction"
  | "file"
  | "model"
  | "person"
  | "request"
  | "stop"
  | "task"
  | "tool";

type None = Record<string, never>;
/** A task's status or a step's. */
type Status = string;
/** Whoever did it, and what they said about it. */
interface By {
  by: string;
  why?: string | undefined;
}
/** "user:dana", "role:approver" */
interface Asked {
  who: string[];
  title: string;
}

/** Every sentence with its parts. */
export interface Sentences {
  // why a task is in its status
  queued: None;
  waiting: None;
  "waiting.approval": Asked;
  "waiting.answer": Asked;
  "waiting.handover": Asked;
  "waiting.start": None;
  "waiting.moment": { step?: string | undefined };
  "waiting.deadline": { step: string };
  "waiting.event": { event: string; key?: string | undefined };
  "waiting.subtask": { task: number; definition: string };
  "waiting.retry": { step: string; attempt: number };
  pausing: By;
  paused: By;
  cancelling: By;
  cancelled: By;
  "cancelled.with_parent": { task: number };
  "cancelled.not_needed": { task: number };
  stopped: By;
  "stopped.tool": By & { tool: string };
  "agent.off": { agent: string };
  "agent.hours": { agent: string; until?: string | undefined };
  "agent.budget": { agent: string; what: "money" | "tokens" | "calls" | "minutes"; until: string };
  "agent.busy": { agent: string; running: number; most: number };

  // why a step or a task failed
  "failed.rejected": By;
  "failed.call_rejected": { tool: string; why?: string | undefined };
  "failed.given_up": By;
  "failed.answer_lost": None;
  "failed.no_answer": { step: string };
  "failed.step_timeout": { step: string };
  "failed.task_timeout": { seconds: number };
  "failed.call_timeout": { tool: string; ms: number };
  "failed.event_timeout": { event: string };
  "failed.subtask": { task: number; why: string };
  "failed.subtask_cancelled": { task: number };
  "failed.too_deep": { most: number };
  "failed.too_many": { members: number; most: number };
  "failed.in_doubt": { tool: string };
  "failed.not_reconnected": { tool: string };
  "failed.unknown_tool": { tool: string };
  "failed.unconfirmed_tool": { tool: string };
  "failed.denied_by_agent": { tool: string; agent: string; rule: string };
  "failed.denied_by_definition": { tool: string; rule: string };
  "failed.http_status": { what: string; status: number; said?: string | undefined };
  "failed.http_timeout": { what: string; ms: number };
  "failed.http_network": { what: string; why: string };
  "failed.http_refused": { host: string };
  "failed.host_unknown": { host: string };
  "failed.no_connection": { app: string };
  "failed.connection_forbidden": { name: string };
  "failed.bad_moment": None;
  "failed.bug": { why: string };

  // what a verb did, and when it takes effect
  "change.cancelled": None;
  "change.will_cancel": None;
  "change.paused": None;
  "change.will_pause": None;
  "change.paused_already": None;
  "change.will_pause_already": None;
  "change.resumed": None;
  "change.resumed_before_pause": None;
  "change.resumed_for_start": None;
  "change.retried": None;
  "change.skipped": None;
  "change.skipped_withdrawn": None;
  "change.skipped_in_pause": None;
  "change.skipped_withdrawn_in_pause": None;
  "change.skipped_at_work": None;
  "change.skipped_withdrawn_at_work": None;

  // why a request was refused
  "refused.none": { noun: Noun; id: number | string };
  "refused.taken": { noun: Noun; name: string };
  "refused.changed_meanwhile": { noun: Noun; name: string };
  "refused.signed_out": None;
  "refused.role": { name: string; role: string };
  "refused.foreign_origin": None;
  "refused.decided": { by: string; outcome: "approve" | "reject" | "answer" };
  "refused.withdrawn": None;
  "refused.not_asked": { name: string; who: string[] };
  "refused.call_under_way": None;
  "refused.ended": { task: number; status: Status };
  "refused.being_cancelled": { task: number };
  "refused.not_paused": { task: number; status: Status };
  "refused.not_failed": { task: number; status: Status };
  "refused.part": { task: number; parent: number };
  "refused.skip_in_parent": { task: number; parent: number };
  "refused.no_step": { task: number; step: string };
  "refused.skip_not_failed": { status: Status };
  "refused.skip_block": None;
  "refused.skip_under_way": None;
  "refused.skip_done": { status: Status };
  "refused.skip_at_work": None;
  "refused.credentials": None;
  "refused.too_many_tries": { minutes: number };
  "refused.too_many_sign_ins": None;
  "refused.link_unknown": None;
  "refused.link_used": { at: string };
  "refused.link_ended": None;
  "refused.current_password": None;
  "refused.login_taken": { login: string };
  "refused.last_owner": { name: string };
  "refused.person_disabled": { name: string };
  "refused.key_past": { at: string };
  "refused.created_meanwhile": None;
  "refused.busy": None;
  "refused.first_under_way": None;
  "refused.first_failed": None;
  "refused.unreachable_database": None;
  "refused.disk_full": None;
  "refused.unexpected": { errorId: string };
  "refused.too_large": { bytes: number };
  "refused.answer_too_long": None;
  "refused.inputs": None;
  "refused.answer": None;
  "refused.fields": None;
  "refused.no_undo": { tool: string };
  "refused.undone_already": { task: number };
  "refused.key_anew": None;
  "refused.secrets_anew": None;
  "refused.model_in_use": { name: string; by: string[] };
  "refused.not_owner": { name: string; owner?: string | undefined };
  "refused.connection_incomplete": { missing: string[] };

  // what is wrong with one field
  "field.missing": None;
  "field.unknown": { names: string[] };
  "field.type": { expected: string };
  "field.one_of": { values: string[] };
  "field.format": { format: string };
  "field.pattern": { pattern: string };
  "field.too_short": { least: number };
  "field.too_long": { most: number };
  "field.too_few": { least: number };
  "field.too_many": { most: number };
  "field.too_small": { least: number };
  "field.too_large": { most: number };
  "field.wrong": None;
  "field.no_input": { input: string };
  "field.file": None;
}

export function sentence<Code extends keyof Sentences>(code: Code, parts: Sentences[Code]): Sentence {
  return { code, parts: parts as Sentence["parts"] };
}
