import { randomUUID } from "node:crypto";
import type { Db } from "../db/database.ts";
import type { Signals } from "../db/signals.ts";
import type { Log } from "../log.ts";
import { Place, type Ticket } from "./line-place.ts";
import { ModelError } from "./models.ts";

export interface LineRequest {
  /** what shares a limit of calls at once */
  place: string;
  modelId: number;
  ticket: string | undefined;
  /** the best guess before the call */
  tokens: number;
  signal: AbortSignal;
}

export interface Pass {
  /** The call is over, and took so many tokens. */
  leave(tokens: number): void;
}

/** The line in front of providers whose models have limits, one for all processes. */
export interface Line {
  enter(request: LineRequest): Promise<Pass>;
  close(): Promise<void>;
}

/** Nobody holds a task's slot for longer; who comes again later keeps its place. */
const PATIENCE_MS = 10_000;

/**
 * Each process asks for all that wait in it at once: a transaction of a few statements under a lock of
 * the place, and the decision itself is a function (admit.ts). Calls are leases: those of a killed process
 * run out after 20 s. Waiting ones count for 2 s after they were last heard of, and keep their place for
 * ten minutes.
 */
export function openLine(db: Db, signals: Signals, log: Log, patienceMs = PATIENCE_MS): Line {
  const places = new Map<string, Place>();
  const at = (key: string): Place => {
    const place = places.get(key) ?? new Place(key, db, signals, log, () => places.delete(key));
    places.set(key, place);
    return place;
  };
  const unsubscribe = signals.on("models", (key) => {
    for (const place of key === undefined ? places.values() : [places.get(key)]) place?.look();
  });
  return {
    async enter({ place, modelId, ticket = randomUUID(), tokens, signal }) {
      signal.throwIfAborted();
      const queue = at(place);
      const patience = AbortSignal.timeout(patienceMs);
      const mine: Ticket = { ticket: queue.has(ticket) ? randomUUID() : ticket, modelId, tokens, admitted: undefined };
      const stop = AbortSignal.any([signal, patience]);
      await new Promise<void>((resolve, reject) => {
        const giveUp = () => {
          queue.giveUp(mine, signal.aborted);
          reject(signal.aborted ? (signal.reason as Error) : tooBusy(queue.waitMs));
        };
        mine.admitted = () => {
          stop.removeEventListener("abort", giveUp);
          resolve();
        };
        stop.addEventListener("abort", giveUp, { once: true });
        queue.add(mine);
      });
      return { leave: (used) => queue.leave(mine, used) };
    },
    async close() {
      unsubscribe();
      await Promise.all([...places.values()].map(async (place) => await place.close()));
    },
  };
}

function tooBusy(waitMs: number): ModelError {
  const text = "as many calls are under way as its limits allow; this one waits for its turn.";
  return new ModelError("rate_limited", text, { retryAfterMs: waitMs, ownLimit: true });
}
