import type { AgentToolRule } from "@taskwright/api/agent.ts";
import type { DryRun, TaskKind } from "@taskwright/api/task.ts";

/** A task as its worker has it while it holds the fence. */
export interface ClaimedTask {
  id: number;
  workspace_id: number;
  attempt: number;
  snapshot_id: number;
  definition_id: number;
  definition_version: number;
  agent_id: number;
  agent_name: string;
  /** null: every tool, as before agents were told which they have */
  agent_tools: AgentToolRule[] | null;
  definition_name: string;
  title: string;
  kind: TaskKind;
  priority: number;
  inputs: Record<string, unknown>;
  timeout_ms: number | null;
  running_ms: number;
  waiting_ms: number;
  person_ms: number;
  timeout_base_ms: number;
  parent_task_id: number | null;
  parent_step_path: string | null;
  requested: "pause" | "cancel" | null;
  wakes: number;
  principal: number | null;
  /** what it was given that came from outside */
  untrusted: string | null;
  dry_run: DryRun | null;
  created_at: Date;
  /** the database's time at the claim */
  now: Date;
}

/** SQL of a ClaimedTask, for tasks called c; agents and definitions are a and d. */
export const CLAIMED_COLUMNS = `c.id, c.workspace_id, c.attempt, c.snapshot_id, c.definition_id, c.definition_version, c.agent_id, a.name as agent_name,
     a.tools as agent_tools, d.name as definition_name, c.title, c.kind, c.priority, c.inputs, c.timeout_ms, c.running_ms, c.waiting_ms,
     c.person_ms, c.timeout_base_ms, c.parent_task_id, c.parent_step_path, c.requested, c.wakes, c.principal, c.untrusted, c.dry_run,
     c.created_at, pgboss.job_now() as now`;

/** From rows of tasks called claimed. */
export const CLAIMED = `
   select ${CLAIMED_COLUMNS}
   from claimed c join agents a on a.id = c.agent_id join definitions d on d.id = c.definition_id`;

/** Events of rows of tasks called claimed; $2 is the worker. */
export const STARTED = `
     insert into events (workspace_id, task_id, kind, actor, data)
     select c.workspace_id, c.id,
       case when c.status_before = 'running' then 'task.recovered' when c.attempt = 1 then 'task.started' else 'task.continued' end,
       jsonb_build_object('type', 'agent', 'id', c.agent_id, 'name', a.name),
       jsonb_build_object('attempt', c.attempt, 'worker', $2::text, 'from', c.worker_before)
     from claimed c join agents a on a.id = c.agent_id`;

/** Of agents called a: not all they have may run, now or ever. */
export const IS_LIMITED = `(not a.enabled or a.max_concurrent is not null or a.hours is not null or coalesce(a.budget ? 'perDay', false))`;

/** Whether the queue must have a task (called so) though there is room: its agent has limits, or something is stopped. */
export function mustQueue(task: string): string {
  return `(exists (select from agents a where a.id = ${task}.agent_id and ${IS_LIMITED})
       or exists (select from stops s
         where s.workspace_id = ${task}.workspace_id and s.released_at is null and s.lifted_at is null and s.kind <> 'tool'))`;
}
