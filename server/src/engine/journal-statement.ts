import type { TaskStatus } from "@taskwright/api/task.ts";
import { jsonText, type Prepared, prepared } from "../db/database.ts";
import { eventRow } from "../events/append.ts";
import { CLOCKS } from "../tasks/clocks.ts";
import type { Entry, Holder, Settlement, StepWrite } from "./journal.ts";

/** What the statement says of a task that is still held. */
export interface HeldRow {
  id: number;
  requested: "pause" | "cancel" | null;
  wakes: number;
  status: TaskStatus | null;
}

export function isFinal({ status }: Settlement): boolean {
  return status === "complete" || status === "error";
}

function finalEvent({ status, actor, error }: Settlement) {
  return { kind: status === "complete" ? "task.completed" : "task.failed", actor, data: error ? { error } : {} };
}

/** The statement for what there is to write, and its values. */
export function writeStatement(batch: Entry[]): { statement: Prepared; values: unknown[] } {
  const fences = new Map<number, number>();
  // One row per step: a statement may not touch a row twice, and the last word counts.
  const steps = new Map<string, StepRecord>();
  const rows: Rows = {
    made: [],
    changed: [],
    metered: [],
    events: [],
    acted: [],
    spending: [],
    progressed: [],
    settled: [],
  };
  const progress = new Map<number, object>();
  for (const { holder, write } of batch) {
    const place = { workspaceId: holder.workspaceId, taskId: holder.taskId };
    fences.set(holder.taskId, holder.attempt);
    for (const step of write.steps) {
      addStep(steps, holder.taskId, step);
      if (step.action) rows.acted.push(actionRow(holder, step));
    }
    for (const event of write.events) rows.events.push(eventRow({ ...event, ...place }));
    if (write.progress)
      progress.set(holder.taskId, { task_id: holder.taskId, progress: write.progress, spent: write.spent });
    if (write.spending) rows.spending.push({ task_id: holder.taskId, agent_id: holder.agentId, ...write.spending });
    if (write.settlement) {
      progress.delete(holder.taskId);
      rows.settled.push(settlementRow({ holder, write }));
      if (isFinal(write.settlement)) rows.events.push(eventRow({ ...finalEvent(write.settlement), ...place }));
    }
  }
  rows.progressed.push(...progress.values());
  for (const step of steps.values())
    rows[step.tokens_in === undefined ? (step.known ? "changed" : "made") : "metered"].push(step);
  const parts = PARTS.filter((part) => rows[part].length > 0);
  return {
    statement: statementOf(parts),
    values: [[...fences.keys()], [...fences.values()], ...parts.map((part) => jsonText(rows[part]))],
  };
}

/** A row of the statement, named as its columns. */
type StepRecord = Record<string, unknown>;

function addStep(steps: Map<string, StepRecord>, taskId: number, step: StepWrite): void {
  const key = `${taskId} ${step.path} ${step.attempt}`;
  const earlier = steps.get(key);
  steps.set(key, {
    task_id: taskId,
    path: step.path,
    attempt: step.attempt,
    seq: step.seq,
    kind: step.kind,
    title: step.title,
    tool: step.tool,
    effect: step.effect,
    status: step.status,
    input: step.input === undefined ? earlier?.input : step.input,
    output: step.output,
    error: step.error,
    idempotency_key: step.idempotencyKey,
    wait: step.wait,
    untrusted: step.untrusted,
    rule: step.rule,
    rehearsed: step.rehearsed,
    started_at: step.startedAt,
    ended_at: step.endedAt,
    known: earlier ? earlier.known : step.known,
    ...(step.usage && {
      tokens_in: step.usage.tokensIn,
      tokens_cached: step.usage.tokensCached,
      tokens_out: step.usage.tokensOut,
      cost_micros: step.usage.costMicros,
    }),
  });
}

function settlementRow({ holder, write: { settlement, jobId, spent } }: Entry): object {
  const { status, reason, outputs, error, progress, wakeAt, seenWakes } = settlement!;
  return {
    task_id: holder.taskId,
    status,
    reason,
    outputs,
    error,
    progress,
    job_id: jobId ?? null,
    timed: Boolean(wakeAt),
    seen_wakes: seenWakes,
    spent,
  };
}

function actionRow({ workspaceId, taskId, agentId, agentName }: Holder, { path, action }: StepWrite): object {
  const { remoteId, ...rest } = action!;
  const actor = { type: "agent", id: agentId, name: agentName };
  return { ...rest, workspace_id: workspaceId, task_id: taskId, step_path: path, remote_id: remoteId, actor };
}

type Rows = Record<Part, object[]>;

const PARTS = ["made", "changed", "metered", "events", "acted", "spending", "progressed", "settled"] as const;
type Part = (typeof PARTS)[number];

// Setting up an empty part costs as much as writing some rows with it, so each combination that
// occurs is a statement of its own, prepared once.
const statements = new Map<string, Prepared>();

function statementOf(parts: Part[]): Prepared {
  const name = ["journal_write", ...parts.map((part) => part.slice(0, 3))].join("_");
  let statement = statements.get(name);
  if (!statement) {
    statement = prepared(name, textOf(parts));
    statements.set(name, statement);
  }
  return statement;
}

// held: the tasks that are still ours, locked in order of id so that two writers never deadlock. Asked
// of what was found, not of the table: or the plan would begin with all that is running.
function textOf(parts: Part[]): string {
  const writes = parts.map((part, index) => `${part} as (${SQL[part].replace("$$", `$${index + 3}`)})`);
  const settles = parts.includes("settled");
  return `with locked as materialized (
      select t.id, t.status, t.requested, t.wakes
      from unnest($1::bigint[], $2::int[]) as fence(id, attempt)
      join tasks t on t.id = fence.id and t.attempt = fence.attempt
      order by t.id
      for no key update of t
    ), held as materialized (
      select id, requested, wakes from locked where status = 'running'
    )${writes.map((write) => `, ${write}`).join("")}
    select held.id, held.requested, held.wakes, ${settles ? "settled.status" : "null as status"}
    from held ${settles ? "left join settled on settled.id = held.id" : ""}`;
}

const SQL: Record<Part, string> = {
  made: `
     insert into steps (task_id, path, attempt, seq, kind, title, tool, effect, status, input, output, error,
       idempotency_key, wait, untrusted, rule, rehearsed, started_at, ended_at)
     select s.task_id, s.path, s.attempt, s.seq, s.kind, s.title, s.tool, s.effect, s.status, s.input, s.output, s.error,
       s.idempotency_key, s.wait, s.untrusted, s.rule, s.rehearsed, s.started_at, s.ended_at
     from json_to_recordset($$::json) as s (task_id bigint, path text, attempt int, seq int, kind text, title text, tool text,
       effect text, status text, input json, output json, error json, idempotency_key text, wait jsonb,
       untrusted boolean, rule jsonb, rehearsed jsonb, started_at timestamptz, ended_at timestamptz)
     join held on held.id = s.task_id
     on conflict (task_id, path, attempt) do update set
       title = excluded.title, status = excluded.status, input = coalesce(excluded.input, steps.input), output = excluded.output,
       error = excluded.error, idempotency_key = excluded.idempotency_key, wait = excluded.wait, untrusted = excluded.untrusted,
       rule = excluded.rule, rehearsed = excluded.rehearsed, ended_at = excluded.ended_at`,
  changed: `
     update steps set title = s.title, status = s.status, input = coalesce(s.input, steps.input), output = s.output, error = s.error,
       idempotency_key = s.idempotency_key, wait = s.wait, untrusted = s.untrusted, rule = s.rule, rehearsed = s.rehearsed,
       started_at = s.started_at, ended_at = s.ended_at
     from json_to_recordset($$::json) as s (task_id bigint, path text, attempt int, title text, status text, input json, output json,
       error json, idempotency_key text, wait jsonb, untrusted boolean, rule jsonb, rehearsed jsonb, started_at timestamptz, ended_at timestamptz)
     join held on held.id = s.task_id
     where steps.task_id = s.task_id and steps.path = s.path and steps.attempt = s.attempt`,
  // The few steps that ask a model: what the many others do not have costs them nothing.
  metered: `
     insert into steps (task_id, path, attempt, seq, kind, title, status, input, output, started_at, ended_at,
       tokens_in, tokens_cached, tokens_out, cost_micros)
     select s.task_id, s.path, s.attempt, s.seq, s.kind, s.title, s.status, s.input, s.output, s.started_at, s.ended_at,
       s.tokens_in, s.tokens_cached, s.tokens_out, s.cost_micros
     from json_to_recordset($$::json) as s (task_id bigint, path text, attempt int, seq int, kind text, title text,
       status text, input json, output json, started_at timestamptz, ended_at timestamptz,
       tokens_in int, tokens_cached int, tokens_out int, cost_micros bigint)
     join held on held.id = s.task_id
     on conflict (task_id, path, attempt) do update set
       status = excluded.status, input = coalesce(excluded.input, steps.input), output = excluded.output, error = null, wait = null,
       ended_at = excluded.ended_at, tokens_in = excluded.tokens_in, tokens_cached = excluded.tokens_cached,
       tokens_out = excluded.tokens_out, cost_micros = excluded.cost_micros`,
  // Increments, so never written twice: a write that spends has an event, and that tells whether it was made.
  spending: `
     insert into agent_days (agent_id, day, cost_micros, tokens, calls, running_ms)
     select a.id, (clock_timestamp() at time zone coalesce(a.hours ->> 'zone', 'UTC'))::date,
       sum(s."costMicros"), sum(s.tokens), sum(s.calls), sum(s."runningMs")
     from json_to_recordset($$::json) as s (task_id bigint, agent_id bigint, "costMicros" bigint, tokens bigint, calls bigint, "runningMs" bigint)
     join held on held.id = s.task_id
     join agents a on a.id = s.agent_id
     group by a.id order by a.id
     on conflict (agent_id, day) do update set
       cost_micros = agent_days.cost_micros + excluded.cost_micros, tokens = agent_days.tokens + excluded.tokens,
       calls = agent_days.calls + excluded.calls, running_ms = agent_days.running_ms + excluded.running_ms`,
  events: `
     insert into events (workspace_id, task_id, kind, actor, data)
     select e.workspace_id, e.task_id, e.kind, e.actor, e.data
     from json_to_recordset($$::json) as e (workspace_id bigint, task_id bigint, kind text, actor jsonb, data jsonb)
     join held on held.id = e.task_id`,
  // A call that is recorded a second time was made once.
  acted: `
     insert into external_actions (workspace_id, task_id, step_path, tool, app, what, target, remote_id, url, undo, actor)
     select a.workspace_id, a.task_id, a.step_path, a.tool, a.app, a.what, a.target, a.remote_id, a.url, a.undo, a.actor
     from json_to_recordset($$::json) as a (workspace_id bigint, task_id bigint, step_path text, tool text, app text,
       what text, target text, remote_id text, url text, undo jsonb, actor jsonb)
     join held on held.id = a.task_id
     on conflict (task_id, step_path) do nothing`,
  progressed: `
     update tasks t set progress = p.progress, spent = coalesce(p.spent, t.spent)
     from json_to_recordset($$::json) as p (task_id bigint, progress jsonb, spent jsonb)
     join held on held.id = p.task_id
     where t.id = p.task_id`,
  // A settlement meets what happened meanwhile: a pause asked for takes a task that would wait or go
  // on; a cancel asked for queues it, and the next segment ends it; a wake not yet seen queues it.
  settled: `
     update tasks t set
       status = case
         when s.status in ('complete', 'error') then s.status
         when t.requested = 'cancel' then 'queued'
         when t.requested = 'pause' then 'paused'
         when s.status = 'waiting' and t.wakes <> s.seen_wakes then 'queued'
         else s.status end,
       reason = case
         when s.status in ('complete', 'error') then s.reason
         when t.requested is null and s.status = 'waiting' and t.wakes <> s.seen_wakes then null
         when t.requested = 'cancel' then t.reason
         when t.requested = 'pause' then jsonb_build_object('code', 'paused', 'text', 'paused by ' || coalesce(t.requested_by ->> 'name', 'someone'),
           'sentence', jsonb_build_object('code', 'paused', 'parts', jsonb_build_object('by', coalesce(t.requested_by ->> 'name', ''))))
         else s.reason end,
       requested = case when t.requested = 'cancel' and s.status not in ('complete', 'error') then t.requested end,
       outputs = s.outputs, error = s.error, progress = s.progress,
       spent = coalesce(s.spent, t.spent),
       job_id = case when s.status = 'queued' or s.timed or t.requested = 'cancel' or t.wakes <> s.seen_wakes then s.job_id end,
       worker = null,
       ended_at = case when s.status in ('complete', 'error') then clock_timestamp() end,
       ${CLOCKS}
     from json_to_recordset($$::json) as s (task_id bigint, status text, reason jsonb, outputs json, error jsonb, progress jsonb,
       job_id uuid, timed boolean, seen_wakes int, spent jsonb)
     join held on held.id = s.task_id
     where t.id = s.task_id
     returning t.id, t.status`,
};
