import type { Interaction } from "@taskwright/api/interaction.ts";

export interface Held {
  /** `gone`: decided or withdrawn since, by someone else */
  rows: { request: Interaction; gone: boolean }[];
  fresh: number;
}

/** The rows as they were taken up, with what is known of them now; `dropped` are those that were decided here. */
export function hold(base: readonly Interaction[], live: readonly Interaction[], dropped: ReadonlySet<number>): Held {
  const now = new Map(live.map((request) => [request.id, request]));
  const known = new Set(base.map(({ id }) => id));
  return {
    rows: base
      .filter(({ id }) => !dropped.has(id))
      .map((before) => ({ request: now.get(before.id) ?? before, gone: !now.has(before.id) })),
    fresh: live.filter(({ id }) => !known.has(id) && !dropped.has(id)).length,
  };
}
