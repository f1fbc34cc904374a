import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { renew } from "../live/renew.ts";

/** Numbers beside a list need not keep up with every task. */
const EVERY_MS = 3_000;

/** Counts of tasks are read again while tasks go by. */
export function useFresh(queryKey: QueryKey): void {
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
        }, EVERY_MS);
      },
      [client, kept],
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
