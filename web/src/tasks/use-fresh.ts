import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { renew } from "../live/renew.ts";

/** Counts of tasks are read again while tasks go by: numbers beside a list need not keep up with every one of them. */
export function useFresh(queryKey: QueryKey, everyMs = 3_000): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const kept = JSON.stringify(queryKey);
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (changes.tasks.size === 0 && !changes.missed) return;
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          renew(client, { queryKey: JSON.parse(kept) as QueryKey });
        }, everyMs);
      },
      [client, kept, everyMs],
    ),
  );
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
