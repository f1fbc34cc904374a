import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Changes } from "../live/changes.ts";
import { useChanges } from "../live/live.tsx";
import { renew } from "../live/renew.ts";

/** Requests are read again when one is opened, decided or withdrawn, on whatever page one is. */
export function InboxWatch(): null {
  const client = useQueryClient();
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (changes.interactions) renew(client, { queryKey: ["interactions"] });
        for (const [noun, key] of Object.entries(LISTS)) {
          if (changes.nouns.has(noun)) renew(client, { queryKey: [key] });
        }
      },
      [client],
    ),
  );
  return null;
}

/** Event noun -> what is read again. An agent's load changes with every task: its page looks by itself. */
const LISTS: Record<string, string> = {
  agent: "agents",
  definition: "definitions",
  email: "emails",
  file: "files",
  user: "users",
  key: "keys",
  model: "models",
};
