import { LimitExceeded } from "./weight.ts";

const MAX_BYTES = 10_000_000;
const MAX_DEPTH = 100;

/**
 * A plain JSON copy of what JSONata gave: its lists carry marks of their own, its objects have no
 * prototype, and a function may sit anywhere. `undefined` stays what it is at the top.
 */
export function plain(value: unknown): unknown {
  return new Copy().of(value, 0);
}

class Copy {
  #bytes = 0;

  of(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case "string":
        this.#add(value.length + 2);
        return value;
      case "number":
        if (!Number.isFinite(value)) {
          throw new LimitExceeded("the result is not a finite number; was something divided by zero?");
        }
        this.#add(8);
        return value;
      case "boolean":
      case "undefined":
        this.#add(5);
        return value;
      case "object":
        return value === null ? null : this.#inside(value, depth);
      default:
        throw new LimitExceeded("the result is a function; call it to get a value");
    }
  }

  #inside(value: object, depth: number): unknown {
    if (depth >= MAX_DEPTH) {
      throw new LimitExceeded(`the result is nested deeper than ${MAX_DEPTH} levels`);
    }
    if (Array.isArray(value)) {
      this.#add(2);
      return Array.from(value, (member) => this.of(member, depth + 1) ?? null);
    }
    if ("_jsonata_lambda" in value || "_jsonata_function" in value) {
      throw new LimitExceeded("the result is a function; call it to get a value");
    }
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      if (key === "__proto__") continue;
      this.#add(key.length + 4);
      const member = this.of((value as Record<string, unknown>)[key], depth + 1);
      if (member !== undefined) copy[key] = member;
    }
    return copy;
  }

  #add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MAX_BYTES) throw new LimitExceeded("the result is larger than 10 MB");
  }
}
