import { readTaskSearch, type TaskSearch } from "./search.ts";

/** A list one comes back to: everything its address says, under a name. */
export interface View {
  name: string;
  search: TaskSearch;
}

export const MOST_VIEWS = 50;
export const LONGEST_NAME = 60;

/** Kept in this browser, for each account by itself. */
const keyOf = (login: string) => `task-views.${login}`;

export function keptViews(login: string): View[] {
  try {
    return readViews(JSON.parse(localStorage.getItem(keyOf(login)) ?? "[]"));
  } catch {
    return [];
  }
}

/** Whether they could be kept: the browser may be full, or refuse. */
export function keepViews(login: string, views: readonly View[]): boolean {
  try {
    localStorage.setItem(keyOf(login), JSON.stringify(views));
    return true;
  } catch {
    return false;
  }
}

/** Whatever another version or another hand has left there, only views come out. */
export function readViews(kept: unknown): View[] {
  if (!Array.isArray(kept)) return [];
  return (kept as Partial<View>[]).flatMap((view) =>
    typeof view?.name === "string" && view.name !== "" && typeof view.search === "object" && view.search !== null
      ? [{ name: view.name.slice(0, LONGEST_NAME), search: readTaskSearch(view.search as Record<string, unknown>) }]
      : [],
  );
}

/** A name that is there already now means this list; others stay in the order of the alphabet. */
export function withView(views: readonly View[], view: View): View[] {
  return [...views.filter(({ name }) => name !== view.name), view]
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .slice(0, MOST_VIEWS);
}

/** Whether the address says the same. */
export function isSame(one: TaskSearch, other: TaskSearch): boolean {
  const said = (search: TaskSearch) => JSON.stringify(readTaskSearch({ ...search }));
  return said(one) === said(other);
}
