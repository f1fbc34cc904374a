import type { DryRun, TaskKind } from "@taskwright/api/task.ts";
import type { PgBoss } from "pg-boss";
import { type Db, json, prepared, run } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { sendJobs, type TaskJob } from "./queue.ts";

/** A row to insert, named as in INSERT. */
export interface Draft {
  workspace_id: number;
  definition_id: number;
  definition_version: number;
  snapshot_id: number;
  agent_id: number;
  kind: TaskKind;
  title: string;
  priority: number;
  inputs: Record<string, unknown>;
  /** files that the inputs name */
  files: number[];
  timeout_ms: number | null;
  retry: unknown;
  start_at: string | null;
  job_id: string;
  parent_task_id: number | null;
  parent_step_path: string | null;
  created_by: unknown;
  principal: number | null;
  untrusted: string | null;
  dry_run: DryRun | null;
}

/** Their rows, their events and their jobs. Ids in the order given. */
export async function insertTasks(tx: Db, boss: PgBoss, drafts: Draft[]): Promise<number[]> {
  if (drafts.length === 0) return [];
  const { shapes, each } = byShape(drafts);
  const rows = await run<{ id: number; place: number }>(tx, INSERT_TASKS, [json(shapes), json(each)]);
  const ids = rows.toSorted((a, b) => a.place - b.place).map(({ id }) => id);
  const jobs = drafts.map((draft, index): TaskJob => ({
    jobId: draft.job_id,
    taskId: ids[index]!,
    agentId: draft.agent_id,
    priority: draft.priority,
    startAfter: draft.start_at === null ? null : new Date(draft.start_at),
    isNew: draft.parent_task_id === null,
  }));
  await sendJobs(tx, boss, jobs);
  pokeAfterCommit(tx, "events");
  return ids;
}

/**
 * Ten thousand tasks of one request differ in little. What they share is sent and read once: PostgreSQL spent
 * half of its time on them with reading the same twenty fields again.
 */
function byShape(drafts: Draft[]) {
  const shapes: object[] = [];
  const known = new Map<string, number>();
  const each = drafts.map(({ title, inputs, start_at, job_id, files: _checked, ...shared }) => {
    const key = JSON.stringify(shared);
    const shape = known.get(key) ?? shapes.push({ shape: shapes.length, ...shared }) - 1;
    known.set(key, shape);
    return { shape, title, inputs, start_at, job_id };
  });
  return { shapes, each };
}

/** The reason of a scheduled task, from start_at. */
export const STARTS_LATER = `jsonb_build_object('code', 'delay', 'text', 'starts at the time it was given', 'sentence', '{"code":"waiting.start","parts":{}}'::jsonb,
  'until', to_char(start_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

// One statement for the rows and their events. Ids are drawn first, so that each is known to belong
// to its place in the list.
const INSERT_TASKS = prepared(
  "tasks_create",
  `with given as materialized (
     select nextval('tasks_id_seq') as id, g.*, s.*
     from rows from (json_to_recordset($2::json) as (shape int, title text, inputs json, start_at timestamptz, job_id uuid))
       with ordinality as g(of_shape, title, inputs, start_at, job_id, place)
     join json_to_recordset($1::json) as s (shape int,
       workspace_id bigint, definition_id bigint, definition_version int, snapshot_id bigint, agent_id bigint,
       kind text, priority smallint, timeout_ms bigint, retry jsonb, parent_task_id bigint, parent_step_path text,
       created_by jsonb, principal bigint, untrusted text, dry_run jsonb) on s.shape = g.of_shape
   ), inserted as (
     insert into tasks (id, workspace_id, definition_id, definition_version, snapshot_id, agent_id, kind, title,
       status, reason, priority, inputs, start_at, timeout_ms, retry, job_id, parent_task_id, parent_step_path, created_by,
       principal, untrusted, dry_run)
     select id, workspace_id, definition_id, definition_version, snapshot_id, agent_id, kind, title,
       case when start_at > now() then 'scheduled' else 'queued' end,
       case when start_at > now() then ${STARTS_LATER} end,
       priority, inputs, start_at, timeout_ms, retry, job_id, parent_task_id, parent_step_path, created_by,
       principal, untrusted, dry_run
     from given
     order by place
   ), logged as (
     insert into events (workspace_id, task_id, kind, actor, data)
     select g.workspace_id, g.id, 'task.created', g.created_by, jsonb_build_object('title', g.title, 'kind', g.kind, 'priority', g.priority)
     from given g
     order by g.place
   )
   select id, place from given`,
);
