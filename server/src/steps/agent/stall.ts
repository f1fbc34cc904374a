/** What came of one call, as far as getting on is concerned. */
export interface Outcome {
  tool: string;
  input: unknown;
  result: unknown;
  failed: boolean;
}

/** The same call with the same answer so often is a loop. */
const MOST_REPEATS = 4;
/** So many turns in a row without anything new. */
const MOST_IDLE_TURNS = 6;
const MOST_TURNS = 100;

/**
 * Watches whether an agent gets on. It sees what the journal holds and nothing else, so after a crash
 * it comes to the same conclusion at the same place.
 */
export class StallWatch {
  #seen = new Map<string, number>();
  #idle = 0;
  #turns = 0;
  #repeated: string | null = null;

  turn(outcomes: Outcome[]): void {
    this.#turns++;
    let isNew = false;
    for (const outcome of outcomes) {
      const key = canonical([outcome.tool, outcome.input, outcome.result]);
      const count = (this.#seen.get(key) ?? 0) + 1;
      this.#seen.set(key, count);
      if (count === 1 && !outcome.failed) isNew = true;
      if (count >= MOST_REPEATS) this.#repeated = outcome.tool;
    }
    this.#idle = isNew ? 0 : this.#idle + 1;
  }

  /** Why a person should look; null: it gets on. */
  get trouble(): string | null {
    if (this.#repeated !== null)
      return `It has called "${this.#repeated}" ${MOST_REPEATS} times with the same arguments and the same result.`;
    if (this.#idle >= MOST_IDLE_TURNS) return `It has taken ${this.#idle} turns without getting anything new.`;
    if (this.#turns >= MOST_TURNS) return `It has taken ${this.#turns} turns.`;
    return null;
  }

  /** A person has looked: counted anew from here. */
  reset(): void {
    this.#seen.clear();
    this.#idle = 0;
    this.#turns = 0;
    this.#repeated = null;
  }
}

/** The same text for the same value, in whatever order its keys were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
