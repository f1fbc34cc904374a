import { sentence } from "@taskwright/api/sentence.ts";
import type { DryRun, TaskKind } from "@taskwright/api/task.ts";
import type { PgBoss } from "pg-boss";
import { type Actor, actorRecord } from "../access/actor.ts";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import { fileRefs } from "../definitions/file-refs.ts";
import { readInputs } from "../definitions/inputs.ts";
import { loadSnapshot } from "../definitions/snapshot.ts";
import { AppError } from "../errors.ts";
import { type Draft, insertTasks } from "./insert.ts";
import { newJobId } from "./queue.ts";

/** What is asked for. `inputs` are as given; defaults are filled in here. */
export interface NewTask {
  definition: string;
  inputs: Record<string, unknown>;
  kind: TaskKind;
  priority?: number | undefined;
  agent?: string | undefined;
  title?: string | undefined;
  startAt?: string | undefined;
  parent?: { taskId: number; stepPath: string } | undefined;
  /** user whose connections it may use; absent: the person who asks, or who made the key that asks */
  principal?: number | null | undefined;
  /** runs this in place of what the definition says now */
  snapshotId?: number | undefined;
  /** what it is given that came from outside, in words */
  untrusted?: string | undefined;
  /** nothing leaves and nothing is changed; approvals are asked, or taken as given */
  dryRun?: DryRun | undefined;
}

export interface Request {
  actor: Actor;
  task: NewTask;
}

/** While PostgreSQL inserts so many, the next are drafted; and no other request waits long for this process. */
const DRAFTED_AT_ONCE = 1_000;

/** Creates all of them in one transaction, or none. Ids in the order asked. */
export async function createTasks(db: Db, boss: PgBoss, requests: Request[]): Promise<number[]> {
  return await inTransaction(db, async (tx) => {
    const targets = await findTargets(tx, requests);
    const ids: number[] = [];
    let inserting = Promise.resolve<number[]>([]);
    for (let at = 0; at < requests.length; at += DRAFTED_AT_ONCE) {
      const drafts = await draftTasks(tx, targets, requests.slice(at, at + DRAFTED_AT_ONCE));
      const refused = drafts.findIndex((draft) => draft instanceof AppError);
      ids.push(...(await inserting));
      if (refused >= 0) throw numbered(drafts[refused] as AppError, at + refused, requests.length);
      inserting = insertTasks(tx, boss, drafts as Draft[]);
      // seen when it is waited for
      inserting.catch(() => {});
    }
    ids.push(...(await inserting));
    return ids;
  });
}

/** Creates those that are in order; the others get their error. One transaction for all. */
export async function createEach(db: Db, boss: PgBoss, requests: Request[]): Promise<(number | AppError)[]> {
  // Beside the transaction's begin, not after it.
  const targets = findTargets(db, requests);
  targets.catch(() => {});
  return await inTransaction(db, async (tx) => {
    const drafts = await draftTasks(tx, await targets, requests);
    const ids = await insertTasks(
      tx,
      boss,
      drafts.filter((draft): draft is Draft => !(draft instanceof AppError)),
    );
    let next = 0;
    return drafts.map((draft) => (draft instanceof AppError ? draft : ids[next++]!));
  });
}

interface Target {
  workspace_id: number;
  name: string;
  definition_id: number;
  version: number;
  snapshot_id: number;
}

async function draftTasks(tx: Db, targets: Targets, requests: Request[]): Promise<(Draft | AppError)[]> {
  const drafts = await Promise.all(
    requests.map(async ({ actor, task }) => {
      try {
        return await draftTask(tx, actor, task, targets);
      } catch (error) {
        if (error instanceof AppError) return error;
        throw error;
      }
    }),
  );
  return await refuseUnknownFiles(tx, drafts);
}

/** A file named in the inputs must be one of the workspace's own. */
async function refuseUnknownFiles(tx: Db, drafts: (Draft | AppError)[]): Promise<(Draft | AppError)[]> {
  const wanted = drafts.flatMap((draft) => (draft instanceof AppError ? [] : draft.files));
  if (wanted.length === 0) return drafts;
  const rows = await run<{ id: number; workspace_id: number }>(tx, FIND_FILES, [[...new Set(wanted)]]);
  const owners = new Map(rows.map(({ id, workspace_id }) => [id, workspace_id]));
  return drafts.map((draft) => {
    if (draft instanceof AppError) return draft;
    const unknown = draft.files.find((id) => owners.get(id) !== draft.workspace_id);
    return unknown === undefined
      ? draft
      : new AppError("unprocessable", `There is no file ${unknown}. Upload it first, then name it in the inputs.`, {
          sentence: sentence("refused.none", { noun: "file", id: unknown }),
        });
  });
}

const FIND_FILES = prepared(
  "tasks_create_files",
  `select id, workspace_id from files where id = any($1::bigint[]) and deleted_at is null`,
);

async function draftTask(tx: Db, actor: Actor, task: NewTask, { definitions, agents }: Targets): Promise<Draft> {
  const target = definitions.get(`${actor.workspaceId} ${task.definition}`);
  if (!target) {
    throw new AppError(
      "not_found",
      `There is no definition called "${task.definition}". See the list of definitions, or push it first.`,
      { sentence: sentence("refused.none", { noun: "definition", id: task.definition }) },
    );
  }
  const snapshotId = task.snapshotId ?? target.snapshot_id;
  const definition = await loadSnapshot(tx, snapshotId);
  const { inputs, issues } = readInputs(definition.inputs, task.inputs);
  if (issues.length > 0) {
    throw new AppError("unprocessable", issues.map((issue) => issue.message).join(" "), {
      details: { issues },
      sentence: sentence("refused.inputs", {}),
    });
  }
  const agentName = task.agent ?? definition.agent;
  const agentId = agentName === null ? agents.first(actor.workspaceId) : agents.byName(actor.workspaceId, agentName);
  if (agentId === undefined) {
    throw new AppError("unprocessable", `There is no agent called "${agentName}". Create it, or name another.`, {
      sentence: sentence("refused.none", { noun: "agent", id: agentName! }),
    });
  }
  return {
    workspace_id: actor.workspaceId,
    definition_id: target.definition_id,
    definition_version: target.version,
    snapshot_id: snapshotId,
    agent_id: agentId,
    kind: task.kind,
    title: (task.title ?? (await titleOf(definition, inputs))).slice(0, 300),
    priority: task.priority ?? definition.priority,
    inputs,
    files: fileRefs(definition.inputs, inputs),
    timeout_ms: definition.timeoutMs,
    retry: definition.retry,
    start_at: task.startAt ?? null,
    job_id: newJobId(task.priority ?? definition.priority),
    parent_task_id: task.parent?.taskId ?? null,
    parent_step_path: task.parent?.stepPath ?? null,
    created_by: actorRecord(actor),
    untrusted: task.untrusted ?? null,
    dry_run: task.dryRun ?? null,
    principal: task.principal === undefined ? (actor.userId ?? null) : task.principal,
  };
}

async function titleOf(
  definition: Awaited<ReturnType<typeof loadSnapshot>>,
  inputs: Record<string, unknown>,
): Promise<string> {
  if (definition.title === null) return definition.name;
  if (definition.title.constant) return String(definition.title.value);
  try {
    const title = await definition.title.evaluate({ inputs, steps: {}, now: new Date().toISOString() });
    if (title === null || title === undefined || title === "") return definition.name;
    return typeof title === "string" ? title : JSON.stringify(title);
  } catch {
    // A title is for reading; its expression must not keep a task from running.
    return definition.name;
  }
}

interface Targets {
  /** by workspace and name */
  definitions: Map<string, Target>;
  agents: Agents;
}

interface Agents {
  first(workspaceId: number): number | undefined;
  byName(workspaceId: number, name: string): number | undefined;
}

/** The definitions that are asked for and the agents there are, in one look. */
async function findTargets(tx: Db, requests: Request[]): Promise<Targets> {
  const wanted = new Map(
    requests.map(({ actor, task }) => [
      `${actor.workspaceId} ${task.definition}`,
      [actor.workspaceId, task.definition] as const,
    ]),
  );
  const rows = await run<Target & { agent_id: number | null }>(tx, FIND_TARGETS, [
    [...wanted.values()].map(([workspaceId]) => workspaceId),
    [...wanted.values()].map(([, name]) => name),
  ]);
  const first = new Map<number, number>();
  const byName = new Map<string, number>();
  const definitions = new Map<string, Target>();
  for (const row of rows) {
    const key = `${row.workspace_id} ${row.name}`;
    if (row.agent_id === null) {
      definitions.set(key, row);
    } else {
      byName.set(key, row.agent_id);
      if (!first.has(row.workspace_id)) first.set(row.workspace_id, row.agent_id);
    }
  }
  const agents: Agents = {
    first: (workspaceId) => first.get(workspaceId),
    byName: (workspaceId, name) => byName.get(`${workspaceId} ${name}`),
  };
  // Once for each definition, not for each of ten thousand tasks; from then on it is in memory.
  for (const id of new Set([...definitions.values()].map(({ snapshot_id }) => snapshot_id))) await loadSnapshot(tx, id);
  return { definitions, agents };
}

const FIND_TARGETS = prepared(
  "tasks_create_targets",
  `select d.workspace_id, d.name, d.id as definition_id, d.current_version as version, d.snapshot_id, null as agent_id
   from unnest($1::bigint[], $2::text[]) as wanted(workspace_id, name)
   join definitions d on d.workspace_id = wanted.workspace_id and d.name = wanted.name
   union all
   (select workspace_id, name, null, null, null, id from agents where workspace_id = any($1::bigint[]) order by id)`,
);

function numbered(error: AppError, index: number, count: number): AppError {
  if (count === 1) return error;
  return new AppError(error.code, `Task ${index + 1} of ${count}: ${error.message}`, {
    cause: error,
    details: { ...error.details, index },
  });
}
