import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { Event } from "@taskwright/api/event.ts";
import { formatPosition } from "./position.ts";

export interface EventRow {
  xid: string;
  id: number;
  workspace_id: number;
  task_id: number | null;
  kind: string;
  actor: ActorRecord;
  data: Record<string, unknown>;
  at: Date;
}

export function toEvent(row: EventRow): Event {
  return {
    id: formatPosition(row),
    kind: row.kind,
    taskId: row.task_id,
    actor: row.actor,
    data: row.data,
    at: row.at.toISOString(),
  };
}

export interface EventFilter {
  /** absent: every workspace, for followers of the program's own */
  workspaceId?: number | undefined;
  taskId?: number | undefined;
  /** "task.completed", or "task.*" for all of a noun; absent: all */
  kinds?: readonly string[] | undefined;
}

export function matches(filter: EventFilter, row: EventRow): boolean {
  if (filter.workspaceId !== undefined && filter.workspaceId !== row.workspace_id) return false;
  if (filter.taskId !== undefined && filter.taskId !== row.task_id) return false;
  return filter.kinds === undefined || filter.kinds.some((kind) => matchesKind(kind, row.kind));
}

function matchesKind(wanted: string, kind: string): boolean {
  if (wanted === "*") return true;
  return wanted.endsWith(".*") ? kind.startsWith(wanted.slice(0, -1)) : kind === wanted;
}
