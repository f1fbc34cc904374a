import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { TaskRows } from "./rows.ts";
import type { TaskSearch } from "./search.ts";

/** The list one comes back to from a task is as one left it, and where. */
let kept: { key: string; rows: TaskRows } | undefined;

export function useTaskRows(search: TaskSearch): { rows: TaskRows; renew(): void } {
  const { columns: _, ...about } = search;
  const key = JSON.stringify(about);
  const [, setRenewed] = useState(0);
  if (kept?.key !== key) kept = { key, rows: new TaskRows(about) };
  const { rows } = kept;
  useSyncExternalStore(rows.subscribe, rows.snapshot);
  useEffect(() => {
    rows.show(0, 0);
    // what happened on other pages was not told to this list
    rows.changed({ tasks: new Set(), created: 0, interactions: false, nouns: new Set(), missed: true });
  }, [rows]);
  useChanges(useCallback((changes: Changes) => rows.changed(changes), [rows]));
  return {
    rows,
    renew() {
      kept = undefined;
      setRenewed((times) => times + 1);
    },
  };
}
