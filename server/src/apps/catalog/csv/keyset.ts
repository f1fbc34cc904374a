import { hash } from "node:crypto";

/**
 * A set of texts that knows them by 128 bits of their hash: a million keys take 32 MB, where a Set
 * of strings takes several hundred. Two different keys meet with a chance of 10⁻²⁶.
 */
export class KeySet {
  #slots = new Uint32Array(4 * 1024);
  #size = 0;

  /** False when it was there already. */
  add(key: string): boolean {
    if (this.#size * 2 >= this.#slots.length / 4) this.#grow();
    const digest = hash("sha256", key, "buffer");
    const words: Words = [
      digest.readUInt32LE(0),
      digest.readUInt32LE(4),
      digest.readUInt32LE(8),
      digest.readUInt32LE(12) | 1,
    ];
    const added = insert(this.#slots, words);
    if (added) this.#size++;
    return added;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 4) {
      if (old[at + 3] !== 0) insert(this.#slots, [old[at]!, old[at + 1]!, old[at + 2]!, old[at + 3]!]);
    }
  }
}

/** the last one is odd, so that an empty slot is told by its zero */
type Words = [number, number, number, number];

function insert(slots: Uint32Array, [a, b, c, d]: Words): boolean {
  const last = d >>> 0;
  for (let at = (a % (slots.length / 4)) * 4; ; at = (at + 4) % slots.length) {
    if (slots[at + 3] === 0) {
      slots.set([a, b, c, last], at);
      return true;
    }
    if (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c && slots[at + 3] === last) return false;
  }
}
