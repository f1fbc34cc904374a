import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { renew } from "../live/renew.ts";
import { agentsQuery } from "./queries.ts";

/** How busy agents are changes with every task; once in two seconds is enough. */
export function useLoadChanges(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (changes.tasks.size === 0 && !NOUNS.some((noun) => changes.nouns.has(noun))) return;
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          renew(client, { queryKey: agentsQuery.queryKey });
        }, 2_000);
      },
      [client],
    ),
  );
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** What decides whether an agent can work, beside how busy it is. */
const NOUNS = ["agent", "model", "stop"];
