import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Changes } from "./changes.ts";
import { useChanges } from "./live.tsx";
import { renew } from "./renew.ts";

/** Reads again what is kept of a noun, whenever anyone changes one. */
export function useNounChanges(noun: string, ...keys: QueryKey[]): void {
  const client = useQueryClient();
  const kept = JSON.stringify(keys);
  useChanges(
    useCallback(
      (changes: Changes) => {
        if (!changes.nouns.has(noun)) return;
        for (const queryKey of JSON.parse(kept) as QueryKey[]) renew(client, { queryKey });
      },
      [client, noun, kept],
    ),
  );
}
