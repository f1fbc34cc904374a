import type { TaskGrouping, TaskKind, TaskSort } from "@taskwright/api/task.ts";

export const KINDS: readonly TaskKind[] = ["manual", "api", "batch", "scheduled", "event", "subtask"];
export const GROUPINGS: readonly TaskGrouping[] = ["definition", "agent", "status", "day"];
export const SORTS: readonly TaskSort[] = ["createdAt", "statusSince", "duration", "priority"];

/** What the address of the list says. What is not said is not in it. */
export interface TaskSearch {
  status?: string;
  definition?: string;
  agent?: string;
  kind?: TaskKind;
  waitingFor?: "me" | "people";
  /** days, both of them included, in the reader's zone: "2026-11-23" */
  from?: string;
  to?: string;
  q?: string;
  sort?: string;
  /** of the columns, in their order: "status,agent,age" */
  columns?: string;
  /** shown as groups in place of rows */
  group?: TaskGrouping;
}

export function readTaskSearch(search: Record<string, unknown>): TaskSearch {
  const sort = words(search.sort);
  return {
    status: words(search.status),
    definition: words(search.definition),
    agent: words(search.agent),
    kind: KINDS.find((kind) => kind === search.kind),
    waitingFor: search.waitingFor === "me" || search.waitingFor === "people" ? search.waitingFor : undefined,
    from: day(search.from),
    to: day(search.to),
    q: words(search.q),
    sort: sort && (SORTS as readonly string[]).includes(sort.replace("-", "")) ? sort : undefined,
    columns: words(search.columns),
    group: GROUPINGS.find((by) => by === search.group),
  };
}

/** The same as the API asks for it. */
export function queryOf(search: TaskSearch): Record<string, string | undefined> {
  const { from, to, columns: _, group: __, ...same } = search;
  return { ...same, createdFrom: startOf(from, 0), createdBefore: startOf(to, 1) };
}

/** Whatever narrows the list: not its order, its columns, its groups. */
export const NARROWING = ["status", "definition", "agent", "kind", "waitingFor", "from", "to", "q"] as const;

export function isNarrowed(search: TaskSearch): boolean {
  return NARROWING.some((key) => search[key] !== undefined);
}

/** The moment at which a day begins here, or the day after it. */
function startOf(day: string | undefined, later: number): string | undefined {
  if (!day) return undefined;
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year!, month! - 1, date! + later).toISOString();
}

function day(value: unknown): string | undefined {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}

/** Whatever the address bar holds, a page gets words or nothing. */
function words(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 200) || undefined : undefined;
}
