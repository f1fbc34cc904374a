import type { TaskPage, TaskSummary } from "@taskwright/api/task.ts";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { get } from "../api/http.ts";
import { compareHead, type Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { readHead, taskCountsQuery, taskListQuery, type TaskFilter } from "./queries.ts";

/** The list is brought up to date at most this often, however many events come. */
const EVERY_MS = 700;
/** Rows below the head that changed and are in view, fetched one by one. */
const SINGLES = 12;

/**
 * Keeps the list's rows current without moving one of them: known rows change in their place, new
 * ones are only counted until the reader asks for them.
 */
export function useFreshTasks(
  filter: TaskFilter,
  rows: readonly TaskSummary[],
  inView: () => readonly number[],
  whole: boolean,
): { fresh: number; show(): void } {
  const client = useQueryClient();
  const [fresh, setFresh] = useState(0);
  const key = taskListQuery(filter).queryKey;
  const state = useRef({
    rows,
    inView,
    dirty: new Set<number>(),
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
    busy: false,
    whole,
  });
  state.current.rows = rows;
  state.current.inView = inView;
  state.current.whole = whole;
  const name = JSON.stringify(filter);

  const catchUp = useCallback(async () => {
    const now = state.current;
    now.timer = undefined;
    if (now.busy) return;
    now.busy = true;
    const dirty = new Set(now.dirty);
    now.dirty.clear();
    try {
      const head = await readHead(filter);
      const { added, changed } = compareHead(now.rows, head.items, now.whole);
      const visible = new Set(now.inView());
      const singles = [...dirty].filter((id) => !changed.has(id) && visible.has(id)).slice(0, SINGLES);
      for (const row of await Promise.all(singles.map((id) => get<TaskSummary>(`/tasks/${id}`))))
        changed.set(row.id, row);
      client.setQueryData<InfiniteData<TaskPage, string | null>>(key, (data) => data && withRows(data, changed));
      // an empty list has nothing under the pointer: the first rows may simply come
      if (now.rows.length === 0 && added > 0) void client.invalidateQueries({ queryKey: key });
      else setFresh(added);
      void client.invalidateQueries({ queryKey: taskCountsQuery.queryKey });
    } catch {
      // the banner says that the server cannot be reached; the next event tries again
    } finally {
      now.busy = false;
      if (now.dirty.size > 0) now.timer ??= setTimeout(() => void catchUp(), EVERY_MS);
    }
    // the filter is compared by what it says
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [client, name]);

  useChanges(
    useCallback(
      (changes: Changes) => {
        if (changes.tasks.size === 0 && !changes.missed) return;
        if (changes.missed) for (const id of state.current.inView()) state.current.dirty.add(id);
        for (const id of changes.tasks) state.current.dirty.add(id);
        state.current.timer ??= setTimeout(() => void catchUp(), EVERY_MS);
      },
      [catchUp],
    ),
  );
  useEffect(() => {
    setFresh(0);
    const now = state.current;
    return () => {
      clearTimeout(now.timer);
      now.timer = undefined;
    };
  }, [name]);

  return {
    fresh,
    show() {
      setFresh(0);
      void client.resetQueries({ queryKey: key });
    },
  };
}

function withRows(
  data: InfiniteData<TaskPage, string | null>,
  changed: ReadonlyMap<number, TaskSummary>,
): InfiniteData<TaskPage, string | null> {
  if (changed.size === 0) return data;
  return {
    ...data,
    pages: data.pages.map((page) =>
      page.items.some((row) => changed.has(row.id))
        ? { ...page, items: page.items.map((row) => changed.get(row.id) ?? row) }
        : page,
    ),
  };
}
