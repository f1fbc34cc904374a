import { type Db, afterCommit } from "../db/database.ts";
import { pokeAfterCommit } from "../db/poke.ts";

/** Payload on the "control" topic: a session, key or user changed; forget what was looked up. */
export const ACCESS_CHANGED = "access";

/**
 * Someone may have lost their access: once `tx` has committed, this process forgets what it knew
 * before it answers anything else, and the others as soon as they hear of it.
 */
export function accessChanged(tx: Db): void {
  afterCommit(tx, () => {
    for (const fn of here) fn();
  });
  pokeAfterCommit(tx, "control", ACCESS_CHANGED);
}

/** Changes made by this process, at once. Returns how to stop. */
export function onAccessChangedHere(fn: () => void): () => void {
  here.add(fn);
  return () => void here.delete(fn);
}

const here = new Set<() => void>();
