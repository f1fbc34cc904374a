/** Thrown where an evaluation would take more than it is given. The message is for people. */
export class LimitExceeded extends Error {
  override name = "LimitExceeded";
}

/** Rough bytes of one value, everything under it included, that an expression may hold. */
const MAX_VALUE = 64 << 20;
/** Rough bytes of all lists and texts that one evaluation may make. */
const MAX_MADE = 128 << 20;
/** No text that an expression makes is longer. */
export const MAX_TEXT = 10_000_000;
const MAX_DEPTH = 500;

/**
 * Weighs what an evaluation makes while it makes it. A few doublings turn one list into a tree of
 * 2^40 leaves that shares all its memory until something walks it; so values are weighed as trees,
 * each object once.
 */
export class Scale {
  #made = 0;
  readonly #known = new WeakMap<object, number>();

  made(value: unknown): void {
    if (typeof value === "string") {
      if (value.length > MAX_TEXT) throw tooMuch("a text of more than 10 million characters");
      this.#add(value.length);
    } else if (value !== null && typeof value === "object") {
      this.#add(Array.isArray(value) ? value.length * 8 : 64);
      if (this.#weigh(value, 0) > MAX_VALUE) throw tooMuch("a value of more than 64 MB");
    }
  }

  #add(bytes: number): void {
    this.#made += bytes;
    if (this.#made > MAX_MADE) throw tooMuch("more than 128 MB of values");
  }

  #weigh(value: unknown, depth: number): number {
    if (typeof value === "string") return value.length + 8;
    if (value === null || typeof value !== "object" || "_jsonata_lambda" in value) return 8;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    if (depth > MAX_DEPTH) throw tooMuch(`a value nested deeper than ${MAX_DEPTH} levels`);
    // a value may contain itself; it ends the walk the second time
    this.#known.set(value, 0);
    let total = 16;
    if (Array.isArray(value)) {
      for (const member of value) total += 8 + this.#weigh(member, depth + 1);
    } else {
      for (const key of Object.keys(value)) {
        total += key.length + 8 + this.#weigh((value as Record<string, unknown>)[key], depth + 1);
      }
    }
    this.#known.set(value, total);
    return total;
  }
}

function tooMuch(what: string): LimitExceeded {
  return new LimitExceeded(`it makes ${what}; work on less at a time`);
}
