import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { noChanges, type Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { TaskRows } from "./rows.ts";
import type { TaskSearch } from "./search.ts";

export function useTaskRows(search: TaskSearch): { rows: TaskRows; renew(): void } {
  const { columns: _, group: __, ...about } = search;
  const [, setRenewed] = useState(0);
  const rows = rowsOf(about);
  useSyncExternalStore(rows.subscribe, rows.snapshot);
  useEffect(() => {
    rows.show(0, 0);
    // what happened on other pages was not told to this list
    rows.changed({ ...noChanges(), missed: true });
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

/** The list one comes back to from a task is as one left it, and where. */
let kept: { key: string; rows: TaskRows } | undefined;

function rowsOf(about: TaskSearch): TaskRows {
  const key = JSON.stringify(about);
  if (kept?.key !== key) kept = { key, rows: new TaskRows(about) };
  return kept.rows;
}
