import type { PgBoss } from "pg-boss";
import { type Db, prepared, run } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import { createdEvent, type Draft, draftValues, given, GIVEN_COLUMNS } from "./draft.ts";
import { sendJobs, type TaskJob } from "./queue.ts";

/** Their rows, their events and their jobs. Ids in the order given. */
export async function insertTasks(tx: Db, boss: PgBoss, drafts: Draft[]): Promise<number[]> {
  if (drafts.length === 0) return [];
  const rows = await run<{ id: number; place: number }>(tx, INSERT_TASKS, draftValues(drafts));
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

/** The reason of a scheduled task, from start_at. */
export const STARTS_LATER = `jsonb_build_object('code', 'delay', 'text', 'starts at the time it was given', 'sentence', '{"code":"waiting.start","parts":{}}'::jsonb,
  'until', to_char(start_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

// One statement for the rows and their events.
const INSERT_TASKS = prepared(
  "tasks_create",
  `with ${given()}, inserted as (
     insert into tasks (${GIVEN_COLUMNS}, status, reason, job_id)
     select ${GIVEN_COLUMNS},
       case when start_at > now() then 'scheduled' else 'queued' end,
       case when start_at > now() then ${STARTS_LATER} end,
       job_id
     from given
     order by place
   ), logged as (
     insert into events (workspace_id, task_id, kind, actor, data)
     select ${createdEvent("g")}
     from given g
     order by g.place
   )
   select id, place from given`,
);
