import type { Db } from "../db/database.ts";
import type { Signals } from "../db/signals.ts";
import type { Log } from "../log.ts";
import { admitAll, type Gone } from "./line-table.ts";

export interface Ticket {
  ticket: string;
  modelId: number;
  tokens: number;
  admitted: (() => void) | undefined;
}

/** How often those who wait look, and those who call say that they still do. */
const POLL_MS = 400;
const HEARTBEAT_MS = 5_000;

/** This process' part of one place's line. */
export class Place {
  readonly #key: string;
  readonly #db: Db;
  readonly #signals: Signals;
  readonly #log: Log;
  readonly #empty: () => void;
  readonly #waiting = new Map<string, Ticket>();
  readonly #calling = new Map<string, Ticket>();
  #gone: Gone[] = [];
  #looking: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #othersWait = false;
  /** how long it would take now, roughly */
  waitMs = 1_000;

  constructor(key: string, db: Db, signals: Signals, log: Log, empty: () => void) {
    this.#key = key;
    this.#db = db;
    this.#signals = signals;
    this.#log = log;
    this.#empty = empty;
  }

  has(ticket: string): boolean {
    return this.#waiting.has(ticket) || this.#calling.has(ticket);
  }

  add(ticket: Ticket): void {
    this.#waiting.set(ticket.ticket, ticket);
    this.look();
  }

  /** For good, or to come again later. */
  giveUp(ticket: Ticket, forGood: boolean): void {
    this.#waiting.delete(ticket.ticket);
    // It may have been admitted in this very moment: then its call is over, and its place with it.
    const called = this.#calling.delete(ticket.ticket);
    if (forGood || called) {
      this.#gone.push({ ticket: ticket.ticket, modelId: ticket.modelId, unused: called ? ticket.tokens : 0 });
      this.look();
    }
  }

  leave({ ticket, modelId, tokens }: Ticket, used: number): void {
    if (!this.#calling.delete(ticket)) return;
    this.#gone.push({ ticket, modelId, unused: tokens - used });
    this.look();
  }

  look(): void {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#again = false;
    // What comes in the same turn of the event loop goes with it.
    this.#looking = new Promise<void>((resolve) => setImmediate(resolve))
      .then(async () => await this.#ask())
      .catch((error: unknown) => {
        this.#log.warn({ err: error }, "the line of a model could not be read; trying again");
        return POLL_MS;
      })
      .then((nextMs) => {
        this.#looking = undefined;
        if (this.#again) this.look();
        else if (nextMs !== undefined) this.#timer = setTimeout(() => this.look(), nextMs);
        else if (this.#gone.length === 0) this.#empty();
      });
  }

  /** Returns when to look again by itself. */
  async #ask(): Promise<number | undefined> {
    const gone = [...this.#gone];
    const present = [
      ...[...this.#calling.values()].map((ticket) => ({ ...ticket, calling: true })),
      ...[...this.#waiting.values()].map((ticket) => ({ ...ticket, calling: false })),
    ];
    if (gone.length === 0 && present.length === 0) return undefined;
    const { begin, next, now, othersWait } = await admitAll(this.#db, this.#key, {
      gone,
      present,
      isWaiting: (ticket) => this.#waiting.has(ticket),
    });
    this.#gone = this.#gone.filter((each) => !gone.includes(each));
    // Others look by themselves too; this is for them to be quick.
    if (gone.length > 0 && (othersWait || this.#othersWait)) this.#signals.send("models", this.#key);
    this.#othersWait = othersWait;
    for (const ticket of begin) this.#admit(ticket);
    if (this.#waiting.size === 0) return this.#calling.size > 0 ? HEARTBEAT_MS : undefined;
    const dueMs = next === null ? POLL_MS : Math.max(5, next - now);
    this.waitMs = Math.min(60_000, Math.max(1_000, next === null ? 0 : dueMs) + 100 * this.#waiting.size);
    return Math.min(dueMs, POLL_MS);
  }

  #admit(ticket: string): void {
    const admitted = this.#waiting.get(ticket);
    // Who gave up while we asked has its place taken back with the next look.
    if (!admitted) return void this.#gone.push({ ticket, modelId: 0, unused: 0 });
    this.#waiting.delete(ticket);
    this.#calling.set(ticket, admitted);
    admitted.admitted?.();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#waiting.clear();
    for (const { ticket, modelId } of this.#calling.values()) this.#gone.push({ ticket, modelId, unused: 0 });
    this.#calling.clear();
    await this.#looking;
    if (this.#gone.length > 0) await this.#ask().catch(() => {});
    clearTimeout(this.#timer);
  }
}
