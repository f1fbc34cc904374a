import type { InteractionKind } from "@taskwright/api/interaction.ts";

/** What the address of the inbox says. */
export interface InboxSearch {
  request?: number;
  whose?: "all";
  definition?: string;
  kind?: InteractionKind;
  status?: "decided";
}

const KINDS: readonly InteractionKind[] = ["approval", "assistance", "handover"];

export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const request = Number(search.request);
  const { definition } = search;
  return {
    request: Number.isSafeInteger(request) && request > 0 ? request : undefined,
    whose: search.whose === "all" ? "all" : undefined,
    definition:
      typeof definition === "string" || typeof definition === "number" ? String(definition).slice(0, 200) : undefined,
    kind: KINDS.find((kind) => kind === search.kind),
    status: search.status === "decided" ? "decided" : undefined,
  };
}
