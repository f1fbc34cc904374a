import { type Db, afterCommit } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";
import type { Signals } from "../db/signals.ts";
import type { Catalog, Catalogs, Tool } from "./tool.ts";

/** What a workspace has brought: its tools, and a mark that is another one when any of them changes. */
export interface Imports {
  mark(workspaceId: number): Promise<string>;
  tools(workspaceId: number): Promise<Tool[]>;
}

interface Options {
  builtIn: Catalog;
  imports: Imports;
  signals: Pick<Signals, "on">;
}

export interface OpenCatalogs extends Catalogs {
  close(): void;
}

/** A signal may be lost: the mark is looked at this often, behind the back of who asks. */
const LOOK_EVERY_MS = 5_000;

interface Known {
  catalog: Promise<Catalog>;
  mark: Promise<string>;
  lookedAt: number;
}

/**
 * Catalogs by workspace, kept until something changes: asking for one costs a look into a map. A
 * workspace that has imported nothing shares the built-in one.
 */
export function createCatalogs({ builtIn, imports, signals }: Options): OpenCatalogs {
  const known = new Map<number, Known>();
  const stopListening = signals.on("control", (payload) => {
    if (payload === undefined) known.clear();
    else if (payload.startsWith(APPS_CHANGED)) known.delete(Number(payload.slice(APPS_CHANGED.length)));
  });
  const forget = (workspaceId: number) => void known.delete(workspaceId);
  here.add(forget);

  function load(workspaceId: number): Known {
    // The mark first: what changes in between shows at the next look.
    const mark = imports.mark(workspaceId);
    const catalog = mark.then(async () => layered(builtIn, await imports.tools(workspaceId)));
    const entry = { catalog, mark, lookedAt: performance.now() };
    known.set(workspaceId, entry);
    catalog.catch(() => {
      if (known.get(workspaceId) === entry) known.delete(workspaceId);
    });
    return entry;
  }

  async function look(workspaceId: number, entry: Known): Promise<void> {
    entry.lookedAt = performance.now();
    const [before, now] = await Promise.all([entry.mark, imports.mark(workspaceId)]);
    if (before !== now && known.get(workspaceId) === entry) known.delete(workspaceId);
  }

  return {
    of(workspaceId) {
      const entry = known.get(workspaceId) ?? load(workspaceId);
      // A database that is away says so to whoever needs it next.
      if (performance.now() - entry.lookedAt > LOOK_EVERY_MS) look(workspaceId, entry).catch(() => {});
      return entry.catalog;
    },
    close() {
      stopListening();
      here.delete(forget);
    },
  };
}

/** The same tools for everyone. */
export function sameForAll(catalog: Catalog): Catalogs {
  const promise = Promise.resolve(catalog);
  return { of: () => promise };
}

const APPS_CHANGED = "apps ";
const here = new Set<(workspaceId: number) => void>();

/** Once `tx` has committed, this process and the others read the workspace's tools anew. */
export function appsChanged(tx: Db, workspaceId: number): void {
  afterCommit(tx, () => here.forEach((forget) => forget(workspaceId)));
  pokeAfterCommit(tx, "control", `${APPS_CHANGED}${workspaceId}`);
}

function layered(builtIn: Catalog, imported: Tool[]): Catalog {
  if (imported.length === 0) return builtIn;
  // What is built in keeps its name, whatever an import calls itself.
  return new Map([...imported.map((tool) => [tool.name, tool] as const), ...builtIn]);
}
