import { type Db, afterCommit, poolOf } from "./database.ts";
import type { Signals, Topic } from "./signals.ts";

/** Main says once which signals belong to a database; before that, pokes go nowhere. */
export function attachSignals(db: Db, signals: Pick<Signals, "send">): void {
  signalsOf.set(poolOf(db), signals);
}

/**
 * Tells everyone who listens to `topic` to look, once the transaction has committed and never if it
 * rolls back. A transaction that pokes a thousand times sends each payload once; no payload means
 * "anything of this topic" and swallows the particular ones.
 */
export function pokeAfterCommit(tx: Db, topic: Topic, payload?: string): void {
  const signals = signalsOf.get(poolOf(tx));
  if (!signals) return;
  if (!tx.isTransaction) return signals.send(topic, payload);
  const pokes = pending.get(tx) ?? arrange(tx, signals);
  const known = pokes.has(topic) ? pokes.get(topic) : new Set<string>();
  pokes.set(topic, payload === undefined ? undefined : known?.add(payload));
}

type Pokes = Map<Topic, Set<string> | undefined>;

function arrange(tx: Db, signals: Pick<Signals, "send">): Pokes {
  const pokes: Pokes = new Map();
  pending.set(tx, pokes);
  afterCommit(tx, () => {
    for (const [topic, payloads] of pokes) {
      if (!payloads) signals.send(topic);
      else for (const payload of payloads) signals.send(topic, payload);
    }
  });
  return pokes;
}

const signalsOf = new WeakMap<object, Pick<Signals, "send">>();
const pending = new WeakMap<Db, Pokes>();
