import type { ActorRecord } from "@taskwright/api/actor.ts";
import { type Db, jsonText, prepared, run } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";

/** One row of the ledger: what happened, to what, by whom. The database adds when and where. */
export interface NewEvent {
  workspaceId: number;
  taskId?: number | null;
  /** "noun.past-participle", such as "task.completed" */
  kind: string;
  actor: ActorRecord;
  data?: Record<string, unknown>;
}

/** Appends within the caller's transaction: the event exists exactly if the change does. */
export async function appendEvent(tx: Db, event: NewEvent): Promise<void> {
  await appendEvents(tx, [event]);
}

/** Many events in one statement, in the order given; followers look once it has committed. */
export async function appendEvents(tx: Db, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await run(tx, INSERT, [jsonText(events.map(eventRow))]);
  pokeAfterCommit(tx, "events");
}

/** What `jsonb_to_recordset` reads; the engine's own batched statement uses it too. */
export function eventRow({ workspaceId, taskId, kind, actor, data }: NewEvent) {
  return {
    workspace_id: workspaceId,
    task_id: taskId ?? null,
    kind,
    actor: { type: actor.type, id: actor.id, name: actor.name },
    data: data ?? {},
  };
}

/** The insert, for statements that do more besides: `rows` is the parameter with their `eventRow`s as JSON. */
export const INSERT_EVENTS = (rows: `$${number}`): string =>
  `insert into events (workspace_id, task_id, kind, actor, data)
   select workspace_id, task_id, kind, actor, data
   from jsonb_to_recordset(${rows}::jsonb)
     as e (workspace_id bigint, task_id bigint, kind text, actor jsonb, data jsonb)`;

const INSERT = prepared("append_events", INSERT_EVENTS("$1"));
