import type { DryRun, TaskKind } from "@taskwright/api/task.ts";
import { json } from "../db/database.ts";

/** A task to be inserted; named as in INSERT, but for what it was asked for with. */
export interface Draft {
  workspace_id: number;
  definition_id: number;
  definition_name: string;
  definition_version: number;
  snapshot_id: number;
  agent_id: number;
  /** null: nobody in particular, so the workspace's first */
  agent_name: string | null;
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

/**
 * The first two values of a statement that inserts drafts. Ten thousand tasks of one request differ in little. What
 * they share is sent and read once: PostgreSQL spent half of its time on them with reading the same twenty fields again.
 */
export function draftValues(drafts: Draft[]): [shapes: string, each: string] {
  const shapes: object[] = [];
  const known = new Map<string, number>();
  const each = drafts.map(({ title, inputs, start_at, job_id, files: _checked, ...shared }) => {
    const key = JSON.stringify(shared);
    const shape = known.get(key) ?? shapes.push({ shape: shapes.length, ...shared }) - 1;
    known.set(key, shape);
    return { shape, title, inputs, start_at, job_id };
  });
  return [json(shapes), json(each)];
}

/** SQL of the rows of draftValues, with ids and their places in the list; `which` names some of shapes called s. */
export function given(which = ""): string {
  // Ids are drawn first, so that each is known to belong to its place.
  return `given as materialized (
     select nextval('tasks_id_seq') as id, g.*, s.*
     from rows from (json_to_recordset($2::json) as (shape int, title text, inputs json, start_at timestamptz, job_id uuid))
       with ordinality as g(of_shape, title, inputs, start_at, job_id, place)
     join json_to_recordset($1::json) as s (shape int,
       workspace_id bigint, definition_id bigint, definition_name text, definition_version int, snapshot_id bigint,
       agent_id bigint, agent_name text, kind text, priority smallint, timeout_ms bigint, retry jsonb,
       parent_task_id bigint, parent_step_path text, created_by jsonb, principal bigint, untrusted text, dry_run jsonb) on s.shape = g.of_shape
     ${which}
   )`;
}

/** Of tasks, as they are given. */
export const GIVEN_COLUMNS = `id, workspace_id, definition_id, definition_version, snapshot_id, agent_id, kind, title, priority, inputs,
       start_at, timeout_ms, retry, parent_task_id, parent_step_path, created_by, principal, untrusted, dry_run`;

/** The row that events get of a task called so. */
export function createdEvent(task: string): string {
  return `${task}.workspace_id, ${task}.id, 'task.created', ${task}.created_by,
       jsonb_build_object('title', ${task}.title, 'kind', ${task}.kind, 'priority', ${task}.priority)`;
}
