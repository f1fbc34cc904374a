import type { TaskSummary } from "@taskwright/api/task.ts";
import { useEffect, useRef, useState } from "react";
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
  clear(): void;
  keep(ids: readonly number[]): void;
}

export function useRowSelection(rows: TaskRows): RowSelection {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const last = useRef<number>(undefined);
  useEffect(() => {
    setIds((before) => (before.size === 0 ? before : new Set()));
    last.current = undefined;
  }, [rows]);
  const loaded = rows.loaded();
  const all = loaded.length > 0 && loaded.every((task) => ids.has(task.id));
  return {
    ids,
    tasks: [...ids].flatMap((id) => rows.byId(id) ?? []),
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
    clear: () => setIds(new Set()),
    keep: (kept) => setIds(new Set(kept)),
  };
}
