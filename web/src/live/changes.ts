import type { Event } from "@taskwright/api/event.ts";

/** What has changed since the pages last looked, folded from any number of events. */
export interface Changes {
  tasks: Set<number>;
  created: number;
  interactions: boolean;
  nouns: Set<string>;
  /** the stream was away: anything may have changed */
  missed: boolean;
}

export function noChanges(): Changes {
  return { tasks: new Set(), created: 0, interactions: false, nouns: new Set(), missed: false };
}

export function addEvent(changes: Changes, event: Event): Changes {
  const noun = event.kind.split(".", 1)[0]!;
  changes.nouns.add(noun);
  if (event.taskId !== null) changes.tasks.add(event.taskId);
  if (event.kind === "task.created") changes.created += 1;
  // a task that ends or is cancelled withdraws its questions without a word of their own
  if (noun === "interaction" || (noun === "task" && event.kind !== "task.created")) changes.interactions = true;
  return changes;
}

/**
 * How many rows of the head belong among those shown but are not there, and those shown that changed.
 * A row may also come in between: an old task that has just begun to match the filter. `whole`: there
 * are no further pages, so whatever is unknown is new.
 */
export function compareHead<Row extends { id: number }>(
  shown: readonly Row[],
  head: readonly Row[],
  whole: boolean,
): { added: number; changed: Map<number, Row> } {
  const known = new Set(shown.map((row) => row.id));
  const oldest = whole ? 0 : shown.reduce((least, row) => Math.min(least, row.id), Infinity);
  const changed = new Map<number, Row>();
  let added = 0;
  for (const row of head) {
    if (known.has(row.id)) changed.set(row.id, row);
    else if (row.id > oldest) added += 1;
  }
  return { added, changed };
}
