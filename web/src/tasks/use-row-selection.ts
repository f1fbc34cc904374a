import type { TaskSummary } from "@taskwright/api/task.ts";
import { useEffect, useRef, useState } from "react";
import { toastProblem } from "../ui/toast.tsx";
import { MOST_SELECTED, readMatchingTasks } from "./matching.ts";
import type { TaskRows } from "./rows.ts";

export interface RowSelection {
  ids: ReadonlySet<number>;
  /** the selected tasks as they are now */
  tasks: readonly TaskSummary[];
  /** one row, or with `range` all from the one selected last */
  select(index: number, range: boolean): void;
  /** all rows that have been loaded, or none */
  selectAll(): void;
  all: boolean;
  /** all that match the filter, also those further down; undefined where they are selected */
  more?: { total: number; read(): void };
  /** how many of them have been read so far */
  reading: number | undefined;
  clear(): void;
  keep(ids: readonly number[]): void;
}

export function useRowSelection(rows: TaskRows): RowSelection {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const [far, setFar] = useState<ReadonlyMap<number, TaskSummary>>(new Map());
  const [reading, setReading] = useState<number>();
  const last = useRef<number>(undefined);
  const stop = useRef<AbortController>(undefined);
  const clear = () => {
    stop.current?.abort();
    setReading(undefined);
    setIds((before) => (before.size === 0 ? before : new Set()));
    setFar((before) => (before.size === 0 ? before : new Map()));
  };
  useEffect(() => {
    last.current = undefined;
    return clear;
  }, [rows]);
  async function readMatching(): Promise<void> {
    stop.current = new AbortController();
    const { signal } = stop.current;
    setReading(0);
    try {
      const found = await readMatchingTasks(rows.search, setReading, signal);
      setFar(new Map(found.map((task) => [task.id, task])));
      setIds(new Set(found.map(({ id }) => id)));
    } catch (error) {
      if (!signal.aborted) toastProblem(error);
    } finally {
      if (!signal.aborted) setReading(undefined);
    }
  }
  const loaded = rows.loaded();
  const all = loaded.length > 0 && loaded.every((task) => ids.has(task.id));
  return {
    ids,
    tasks: [...ids].flatMap((id) => rows.byId(id) ?? far.get(id) ?? []),
    select(index, range) {
      const from = range && last.current !== undefined ? last.current : index;
      const between = [];
      for (let at = Math.min(from, index); at <= Math.max(from, index); at++) between.push(rows.rowAt(at)?.id);
      const known = between.filter((id) => id !== undefined);
      const wanted = range || !ids.has(known[0] ?? -1);
      const next = new Set(ids);
      for (const id of known)
        if (wanted) next.add(id);
        else next.delete(id);
      last.current = index;
      setIds(next);
    },
    all,
    selectAll: () => setIds(all ? new Set() : new Set(loaded.map(({ id }) => id))),
    more:
      rows.total !== undefined && ids.size > 0 && ids.size < Math.min(rows.total, MOST_SELECTED)
        ? { total: rows.total, read: () => void readMatching() }
        : undefined,
    reading,
    clear,
    keep: (kept) => setIds(new Set(kept)),
  };
}
