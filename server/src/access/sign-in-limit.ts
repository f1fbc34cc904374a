import { sentence } from "@taskwright/api/sentence.ts";
import { LRUCache } from "lru-cache";
import { AppError } from "../errors.ts";

const WINDOW_MS = 15 * 60_000;
const MAX_FAILURES = 10;
const MAX_FAILURES_OF_ADDRESS = 100;

/**
 * Ten wrong passwords for a login from one address, or a hundred from an address, and it has to
 * wait. Kept in memory: each try already costs 100 ms of scrypt, so what a restart or a second
 * process gives away is small, and a flood of tries writes nothing. By login *and* address, so that
 * nobody can lock out somebody else.
 */
export class SignInLimit {
  #failures = new LRUCache<string, number>({ max: 20_000, ttl: WINDOW_MS, noUpdateTTL: true });

  /** Counts the try as failed until it succeeds, so that many at once are no way around. */
  begin(login: string, address: string): void {
    for (const [name, most] of this.#limits(login, address)) {
      if ((this.#failures.get(name) ?? 0) < most) continue;
      const seconds = Math.ceil(this.#failures.getRemainingTTL(name) / 1_000);
      throw new AppError(
        "too_many",
        `Too many wrong passwords. Try again in ${Math.ceil(seconds / 60)} minutes, or ask an owner for a one-time link.`,
        {
          details: { retryAfterSeconds: seconds },
          sentence: sentence("refused.too_many_tries", { minutes: Math.ceil(seconds / 60) }),
        },
      );
    }
    for (const [name] of this.#limits(login, address)) this.#add(name, 1);
  }

  succeeded(login: string, address: string): void {
    const [[ofLogin], [ofAddress]] = this.#limits(login, address);
    this.#failures.delete(ofLogin);
    this.#add(ofAddress, -1);
  }

  #add(name: string, count: number): void {
    this.#failures.set(name, (this.#failures.get(name) ?? 0) + count);
  }

  #limits(login: string, address: string): [[string, number], [string, number]] {
    return [
      [`${address} ${login}`, MAX_FAILURES],
      [address, MAX_FAILURES_OF_ADDRESS],
    ];
  }
}
