import type { ActorRecord } from "@taskwright/api/actor.ts";
import type {
  DryRun,
  TaskAsk,
  TaskError,
  TaskKind,
  TaskProgress,
  TaskReason,
  TaskSpent,
  TaskStatus,
  TaskSummary,
} from "@taskwright/api/task.ts";

/** A row of tasks with the names it points to. */
export interface TaskRow {
  id: number;
  title: string;
  definition_id: number;
  definition_name: string;
  definition_version: number;
  agent_id: number;
  agent_name: string;
  kind: TaskKind;
  status: TaskStatus;
  reason: TaskReason | null;
  priority: number;
  progress: TaskProgress | null;
  created_by: ActorRecord;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  status_since: Date;
  running_ms: number;
  waiting_ms: number;
  parent_task_id: number | null;
  spent: TaskSpent | null;
  dry_run: DryRun | null;
}

/** How busy an agent is: what a queued task waits for. */
export interface AgentLoad {
  enabled: boolean;
  maxConcurrent: number | null;
  running: number;
  /** outside its hours: why it takes nothing, and when it does again */
  closed: { text: string; until: Date | null } | null;
  /** its budget of the day is used up: why it begins nothing new, and when it does again */
  spent: { text: string; until: Date } | null;
}

export function toSummary(row: TaskRow, load: AgentLoad | undefined, now: Date, asks: TaskAsk[] = []): TaskSummary {
  const inStatusMs = Math.max(0, now.getTime() - row.status_since.getTime());
  const end = row.ended_at ?? now;
  return {
    id: row.id,
    title: row.title,
    definition: { id: row.definition_id, name: row.definition_name, version: row.definition_version },
    agent: { id: row.agent_id, name: row.agent_name },
    kind: row.kind,
    status: row.status,
    reason: row.status === "queued" ? queuedReason(row, load) : row.reason,
    priority: row.priority,
    progress: row.progress ?? { step: null, percent: 0 },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    statusSince: row.status_since.toISOString(),
    elapsedMs: row.started_at === null ? 0 : Math.max(0, end.getTime() - row.started_at.getTime()),
    runningMs: row.running_ms + (row.status === "running" ? inStatusMs : 0),
    waitingMs: row.waiting_ms + (row.status === "waiting" ? inStatusMs : 0),
    parentTaskId: row.parent_task_id,
    waitsFor: asks,
    spent: row.spent ?? null,
    dryRun: row.dry_run ?? null,
  };
}

/** Why a queued task does not run yet. */
export function queuedReason(
  row: Pick<TaskRow, "agent_name" | "reason" | "started_at" | "parent_task_id">,
  load: AgentLoad | undefined,
): TaskReason {
  if (row.reason?.code === "stopped") return row.reason;
  if (load && !load.enabled) return { code: "agent_off", text: `${row.agent_name} is switched off` };
  if (load?.closed) {
    const { text, until } = load.closed;
    return { code: "agent_hours", text, ...(until && { until: until.toISOString() }) };
  }
  if (load?.spent && row.started_at === null && row.parent_task_id === null) {
    return { code: "agent_budget", text: load.spent.text, until: load.spent.until.toISOString() };
  }
  if (load && load.maxConcurrent !== null && load.running >= load.maxConcurrent) {
    return { code: "agent_busy", text: `${row.agent_name} is busy (${load.running} of ${load.maxConcurrent})` };
  }
  return row.reason ?? { code: "queued", text: "starts as soon as a worker has room" };
}

export function toError(error: unknown): TaskError | null {
  return (error as TaskError | null) ?? null;
}
