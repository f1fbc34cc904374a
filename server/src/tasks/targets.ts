import type { Actor } from "../access/actor.ts";
import { type Db, prepared, run } from "../db/database.ts";
import { loadSnapshot } from "../definitions/snapshot.ts";

/** A definition as it is now. */
export interface Target {
  workspace_id: number;
  name: string;
  definition_id: number;
  version: number;
  snapshot_id: number;
}

/** What is asked for, as it is now. */
export interface Targets {
  definition(workspaceId: number, name: string): Target | undefined;
  /** null: the workspace's first */
  agent(workspaceId: number, name: string | null): number | undefined;
}

interface Asked {
  actor: Pick<Actor, "workspaceId">;
  task: { definition: string };
}

/** The definitions that are asked for and the agents there are, in one look. */
export async function findTargets(db: Db, requests: Asked[]): Promise<Targets> {
  const wanted = new Map(
    requests.map(({ actor, task }) => [
      keyOf(actor.workspaceId, task.definition),
      [actor.workspaceId, task.definition] as const,
    ]),
  );
  const rows = await run<Target & { agent_id: number | null }>(db, FIND_TARGETS, [
    [...wanted.values()].map(([workspaceId]) => workspaceId),
    [...wanted.values()].map(([, name]) => name),
  ]);
  const first = new Map<number, number>();
  const agents = new Map<string, number>();
  const definitions = new Map<string, Target>();
  for (const row of rows) {
    const key = keyOf(row.workspace_id, row.name);
    if (row.agent_id === null) {
      definitions.set(key, row);
    } else {
      agents.set(key, row.agent_id);
      if (!first.has(row.workspace_id)) first.set(row.workspace_id, row.agent_id);
    }
  }
  // Once for each definition, not for each of ten thousand tasks; from then on it is in memory.
  for (const id of new Set([...definitions.values()].map(({ snapshot_id }) => snapshot_id))) await loadSnapshot(db, id);
  return {
    definition: (workspaceId, name) => definitions.get(keyOf(workspaceId, name)),
    agent: (workspaceId, name) => (name === null ? first.get(workspaceId) : agents.get(keyOf(workspaceId, name))),
  };
}

/** Most definitions whose targets are kept. */
const MOST_KEPT = 500;

/** What was found for earlier requests, to be tried before looking again: who uses it checks whether it still holds. */
export class RecentTargets {
  readonly #found = new Map<string, Targets>();

  /** Undefined: some were not asked for lately, or not in the same look. */
  of(requests: Asked[]): Targets | undefined {
    const [found, ...others] = new Set(requests.map((request) => this.#found.get(keyOfAsked(request))));
    return others.length === 0 ? found : undefined;
  }

  keep(requests: Asked[], targets: Targets): void {
    if (this.#found.size > MOST_KEPT) this.#found.clear();
    for (const request of requests) this.#found.set(keyOfAsked(request), targets);
  }
}

function keyOfAsked({ actor, task }: Asked): string {
  return keyOf(actor.workspaceId, task.definition);
}

function keyOf(workspaceId: number, name: string): string {
  return `${workspaceId} ${name}`;
}

const FIND_TARGETS = prepared(
  "tasks_create_targets",
  `select d.workspace_id, d.name, d.id as definition_id, d.current_version as version, d.snapshot_id, null as agent_id
   from unnest($1::bigint[], $2::text[]) as wanted(workspace_id, name)
   join definitions d on d.workspace_id = wanted.workspace_id and d.name = wanted.name
   union all
   (select workspace_id, name, null, null, null, id from agents where workspace_id = any($1::bigint[]) order by id)`,
);
