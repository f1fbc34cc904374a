import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { renew } from "../live/renew.ts";

/** Reads the task again when something happens to it or its parts; a task of thousands of steps less often. */
export function useTaskChanges(id: number, steps: number): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const everyMs = steps > 1_000 ? 2_000 : 300;
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (!changes.tasks.has(id)) return;
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          renew(client, { queryKey: ["task", id] });
        }, everyMs);
      },
      [client, id, everyMs],
    ),
  );
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [id],
  );
}
