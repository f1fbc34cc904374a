import { sentence } from "@taskwright/api/sentence.ts";
import type { ActorRecord } from "@taskwright/api/actor.ts";
import type { Budget } from "@taskwright/api/agent.ts";
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
import { AppError } from "../errors.ts";

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
  spent: { text: string; what: keyof Budget; until: Date } | null;
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
  const agent = row.agent_name;
  if (load && !load.enabled)
    return { code: "agent_off", text: `${agent} is switched off`, sentence: sentence("agent.off", { agent }) };
  if (load?.closed) {
    const { text } = load.closed;
    const until = load.closed.until?.toISOString();
    return { code: "agent_hours", text, sentence: sentence("agent.hours", { agent, until }), ...(until && { until }) };
  }
  if (load?.spent && row.started_at === null && row.parent_task_id === null) {
    const { text, what } = load.spent;
    const until = load.spent.until.toISOString();
    return { code: "agent_budget", text, sentence: sentence("agent.budget", { agent, what, until }), until };
  }
  if (load && load.maxConcurrent !== null && load.running >= load.maxConcurrent) {
    const { running, maxConcurrent: most } = load;
    return {
      code: "agent_busy",
      text: `${agent} is busy (${running} of ${most})`,
      sentence: sentence("agent.busy", { agent, running, most }),
    };
  }
  return (
    row.reason ?? { code: "queued", text: "starts as soon as a worker has room", sentence: sentence("queued", {}) }
  );
}

export function noTask(id: number): AppError {
  return new AppError("not_found", `There is no task #${id}.`, {
    sentence: sentence("refused.none", { noun: "task", id }),
  });
}

export function toError(error: unknown): TaskError | null {
  return (error as TaskError | null) ?? null;
}
