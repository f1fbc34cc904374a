import { sentence } from "@taskwright/api/sentence.ts";
import type { DryRun, TaskKind } from "@taskwright/api/task.ts";
import type { PgBoss } from "pg-boss";
import { type Actor, actorRecord } from "../access/actor.ts";
import { type Db, inTransaction, prepared, run } from "../db/database.ts";
import { fileRefs } from "../definitions/file-refs.ts";
import { readInputs } from "../definitions/inputs.ts";
import { loadSnapshot } from "../definitions/snapshot.ts";
import { AppError } from "../errors.ts";
import { seatsFor } from "./at-once.ts";
import type { Draft } from "./draft.ts";
import { insertTasks } from "./insert.ts";
import { type BegunTask, insertRunning } from "./insert-running.ts";
import { newJobId } from "./queue.ts";
import { findTargets, type RecentTargets, type Targets } from "./targets.ts";

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
    const inserting: Promise<number[]>[] = [];
    for (let at = 0; at < requests.length; at += DRAFTED_AT_ONCE) {
      const drafts = await draftTasks(tx, targets, requests.slice(at, at + DRAFTED_AT_ONCE));
      const refused = drafts.findIndex((draft) => draft instanceof AppError);
      if (refused >= 0) {
        await Promise.all(inserting);
        throw numbered(drafts[refused] as AppError, at + refused, requests.length);
      }
      // The next are ready when these are answered, so that PostgreSQL has no pause; more would only fill memory.
      await inserting.at(-2);
      const ids = insertTasks(tx, boss, drafts as Draft[]);
      // seen when it is waited for
      ids.catch(() => {});
      inserting.push(ids);
    }
    return (await Promise.all(inserting)).flat();
  });
}

/** Creates those that are in order, each by itself; the others get their error. */
export async function createEach(
  db: Db,
  boss: PgBoss,
  requests: Request[],
  recent: RecentTargets,
): Promise<(number | BegunTask | AppError)[]> {
  const begun = await beginEach(db, boss, requests, recent);
  const rest = begun.length === 0 ? requests : requests.filter((_, index) => begun[index] === undefined);
  if (rest.length === 0) return begun as BegunTask[];
  const queued = await queueEach(db, boss, rest, recent);
  let next = 0;
  return requests.map((_, index) => begun[index] ?? queued[next++]!);
}

/** Those that can begin at once do so. */
async function beginEach(
  db: Db,
  boss: PgBoss,
  requests: Request[],
  recent: RecentTargets,
): Promise<(BegunTask | undefined)[]> {
  const targets = recent.of(requests);
  const seats = targets && seatsFor(boss, db, requests.length);
  if (!seats) return [];
  let begun: (BegunTask | undefined)[] = [];
  try {
    const drafts = await draftTasks(db, targets, requests);
    // What is refused may be so only by what was found then.
    const ready = drafts.filter(
      (draft, index): draft is Draft =>
        !(draft instanceof AppError) &&
        !draft.start_at &&
        requests[index]!.task.snapshotId === undefined &&
        !seats.isLimited(draft.agent_id),
    );
    if (ready.length > 0) begun = await insertRunning(db, seats.worker, ready);
    let next = 0;
    return drafts.map((draft) => (draft === ready[next] ? begun[next++] : undefined));
  } finally {
    // What was made though its answer was lost is found by recovery.
    seats.take(begun.filter((task) => task !== undefined));
  }
}

/** One transaction for all. */
async function queueEach(
  db: Db,
  boss: PgBoss,
  requests: Request[],
  recent: RecentTargets,
): Promise<(number | AppError)[]> {
  const targets = await findTargets(db, requests);
  recent.keep(requests, targets);
  return await inTransaction(db, async (tx) => {
    const drafts = await draftTasks(tx, targets, requests);
    const ids = await insertTasks(
      tx,
      boss,
      drafts.filter((draft): draft is Draft => !(draft instanceof AppError)),
    );
    let next = 0;
    return drafts.map((draft) => (draft instanceof AppError ? draft : ids[next++]!));
  });
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

async function draftTask(tx: Db, actor: Actor, task: NewTask, targets: Targets): Promise<Draft> {
  const target = targets.definition(actor.workspaceId, task.definition);
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
  const agentId = targets.agent(actor.workspaceId, agentName);
  if (agentId === undefined) {
    throw new AppError("unprocessable", `There is no agent called "${agentName}". Create it, or name another.`, {
      sentence: sentence("refused.none", { noun: "agent", id: agentName! }),
    });
  }
  return {
    workspace_id: actor.workspaceId,
    definition_id: target.definition_id,
    definition_name: target.name,
    definition_version: target.version,
    snapshot_id: snapshotId,
    agent_id: agentId,
    agent_name: agentName,
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

function numbered(error: AppError, index: number, count: number): AppError {
  if (count === 1) return error;
  return new AppError(error.code, `Task ${index + 1} of ${count}: ${error.message}`, {
    cause: error,
    details: { ...error.details, index },
  });
}
