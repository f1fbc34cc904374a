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
