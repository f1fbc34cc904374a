import type { TaskPage, TaskSummary } from "@taskwright/api/task.ts";
import { get } from "../api/http.ts";
import { ApiProblem } from "../api/problem.ts";
import type { Changes } from "../live/changes.ts";
import { matches } from "./matches.ts";
import { queryOf, type TaskSearch } from "./search.ts";

const PAGE = 100;
/** Tasks that changed are asked for at most this often, in one request. */
const EVERY_MS = 700;
const AT_ONCE = 200;

interface Loaded {
  nextCursor: string | null;
}

/**
 * The rows of one list, as far as they were looked at. Going on is by cursor; where the scrollbar was dragged to, by
 * offset. Rows keep their places: what changes is drawn anew where it is, what no longer belongs stays until one asks,
 * and what is new is only counted.
 */
export class TaskRows {
  readonly search: TaskSearch;
  /** where the list was left, for coming back to it */
  readonly scroll = { top: 0 };
  total: number | undefined;
  error: unknown;
  readonly fresh = new Set<number>();
  /** rows that no longer match the filter */
  readonly gone = new Set<number>();
  version = 0;
  #rows = new Map<number, TaskSummary>();
  #places = new Map<number, number>();
  #pages = new Map<number, Loaded | "loading">();
  #newest: number | undefined;
  #range = { first: 0, last: 0 };
  #dirty = new Set<number>();
  /** the next reading of what changed is on its way */
  #soon = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #listeners = new Set<() => void>();

  constructor(search: TaskSearch) {
    this.search = search;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#retry);
      this.#retry = undefined;
    };
  };
  readonly snapshot = (): number => this.version;

  /** of rows, loaded or not; as many as are known until the total has come */
  get count(): number {
    return Math.max(this.total ?? 0, ...[...this.#pages.keys()].map((page) => this.#endOf(page)), 0);
  }

  get begun(): boolean {
    return typeof this.#pages.get(0) === "object" || this.#rows.size > 0;
  }

  rowAt(index: number): TaskSummary | undefined {
    return this.#rows.get(index);
  }

  byId(id: number): TaskSummary | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#rows.get(place);
  }

  /** up to a thousand of those in view and around them */
  loaded(): TaskSummary[] {
    const around = [...this.#rows].filter(([place]) => Math.abs(place - this.#range.first) < 500);
    return around.toSorted(([one], [other]) => one - other).map(([, row]) => row);
  }

  /** Told what is in view; loads what is missing there, and the page after it. */
  readonly show = (first: number, last: number): void => {
    this.#range = { first, last };
    for (let page = Math.floor(first / PAGE); page <= Math.floor((last + PAGE / 2) / PAGE); page++) {
      if (page === 0 || this.total === undefined || page * PAGE < this.total) this.#load(page);
    }
    if (this.#newest === undefined && this.total === undefined) this.#measure();
  };

  /** What happened meanwhile: known rows are read again, unknown ones may be new. */
  changed(changes: Changes): void {
    if (changes.missed && this.#rows.size > 0) for (const id of this.#places.keys()) this.#dirty.add(id);
    for (const id of changes.tasks) this.#dirty.add(id);
    // more than a list could show: the rest is found when the reader asks for what is new
    if (this.#dirty.size > 5 * AT_ONCE)
      this.#dirty = new Set(
        [...this.#dirty].filter((id) => this.#places.has(id) || id > (this.#newest ?? 0)).slice(-5 * AT_ONCE),
      );
    this.#refreshSoon();
  }

  #endOf(page: number): number {
    const loaded = this.#pages.get(page);
    if (typeof loaded !== "object") return 0;
    let end = page * PAGE;
    while (end < (page + 1) * PAGE && this.#rows.has(end)) end++;
    // one more, as a skeleton, says that there is more
    return end + (loaded.nextCursor && this.total === undefined ? 1 : 0);
  }

  #load(page: number): void {
    if (this.#pages.has(page) || this.#retry) return;
    const before = this.#pages.get(page - 1);
    const cursor = typeof before === "object" ? before.nextCursor : null;
    if (typeof before === "object" && !cursor) return;
    this.#pages.set(page, "loading");
    const place = cursor ? { cursor } : page > 0 ? { offset: page * PAGE } : {};
    // From the newest on, places count from the newest task that there was when the list began.
    const newest = this.search.sort && !this.search.sort.startsWith("-") ? undefined : this.#newest;
    get<TaskPage>("/tasks", { ...queryOf(this.search), ...place, newest, limit: PAGE }).then(
      (loaded) => {
        this.#pages.set(page, { nextCursor: loaded.nextCursor });
        loaded.items.forEach((row, index) => this.#put(page * PAGE + index, row));
        this.error = undefined;
        this.#tries = 0;
        if (!loaded.nextCursor) this.total = page * PAGE + loaded.items.length;
        this.#tell();
      },
      (error: unknown) => {
        this.#pages.delete(page);
        this.#failed(error);
      },
    );
  }

  #put(index: number, row: TaskSummary): void {
    this.#rows.set(index, row);
    this.#places.set(row.id, index);
  }

  #measure(): void {
    this.#newest = 0;
    get<TaskPage>("/tasks", { ...queryOf(this.search), total: true, limit: 1 }).then(
      ({ total, newest }) => {
        this.#newest = newest;
        // a list that is loaded to its end knows better
        this.total ??= total;
        this.#tell();
      },
      () => (this.#newest = undefined),
    );
  }

  #failed(error: unknown): void {
    this.error = error;
    if (error instanceof ApiProblem && error.passing) {
      const waitMs = error.retryAfterMs ?? Math.min(5_000, 500 * 2 ** this.#tries++);
      this.#retry ??= setTimeout(() => this.again(), waitMs);
    }
    this.#tell();
  }

  again(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.show(this.#range.first, this.#range.last);
  }

  #refreshSoon(): void {
    if (this.#soon || this.#dirty.size === 0) return;
    this.#soon = true;
    setTimeout(() => void this.#refresh(), EVERY_MS);
  }

  async #refresh(): Promise<void> {
    const ids = this.#mostWanted();
    for (const id of ids) this.#dirty.delete(id);
    try {
      const { items } = await get<TaskPage>("/tasks", { ids: ids.join(","), limit: AT_ONCE });
      for (const row of items) this.#take(row);
      this.#tell();
    } catch {
      // the banner says that the server cannot be reached; the stream tells what was missed when it is back
    } finally {
      this.#soon = false;
      this.#refreshSoon();
    }
  }

  /** Rows in view first, then those that may be new. */
  #mostWanted(): number[] {
    const { first, last } = this.#range;
    const rank = (id: number) => {
      const place = this.#places.get(id);
      return place === undefined ? 1 : place >= first && place <= last ? 0 : 2;
    };
    return [...this.#dirty].toSorted((one, other) => rank(one) - rank(other) || other - one).slice(0, AT_ONCE);
  }

  #take(row: TaskSummary): void {
    const place = this.#places.get(row.id);
    const belongs = matches(row, this.search);
    if (place !== undefined) {
      this.#rows.set(place, row);
      if (belongs) this.gone.delete(row.id);
      else this.gone.add(row.id);
    } else if (!belongs) this.fresh.delete(row.id);
    else if (this.#isNew(row)) this.fresh.add(row.id);
  }

  /** One that is not loaded may be old, and in its place further down. */
  #isNew(row: TaskSummary): boolean {
    if (row.id > (this.#newest ?? Infinity)) return true;
    if (this.total !== undefined && this.#rows.size >= this.total) return true;
    if (this.search.sort && this.search.sort !== "-createdAt") return false;
    const last = this.#rows.get(Math.min(PAGE, this.#rows.size) - 1);
    return last !== undefined && row.id > last.id;
  }

  #tell(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}
