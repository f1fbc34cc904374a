import type { Db } from "../db/database.ts";
import type { Signals } from "../db/signals.ts";
import type { Log } from "../log.ts";
import { type EventFilter, type EventRow, matches } from "./event.ts";
import { type Position, comparePositions } from "./position.ts";
import { readBetween, readHorizon, readSettled } from "./read.ts";

export interface EventSubscription extends EventFilter {
  /** the last event that was handled; what came since is read from the table first */
  after?: Position | undefined;
}

export interface EventConsumer {
  /**
   * Called with one event after the other, in commit order. While the promise it returns is open
   * nothing is kept for it: it goes on from the table, at its own pace, so a slow consumer costs no
   * memory.
   */
  onEvent(event: EventRow): void | Promise<void>;
  /** the follower ends, for example because the process does */
  onEnd?(): void;
}

export interface Following {
  /** everything up to here that matches has been handed on */
  position(): Position | undefined;
  stop(): void;
}

/** One per process: reads the ledger once for everyone in it. */
export interface Follower {
  follow(subscription: EventSubscription, consumer: EventConsumer): Following;
  /** Looks now; tests wait for it. */
  poll(): Promise<void>;
  close(): void;
}

interface FollowerOptions {
  db: Db;
  signals: Pick<Signals, "on">;
  log: Pick<Log, "warn">;
}

const PAGE = 1_000;
/** With no signal lost this finds nothing; it is the net under broken connections. */
const IDLE_MS = 1_500;
/** Where events come without end, one look for those of 10 ms costs a tenth of looking all the time. */
const AT_A_STRETCH = 4;
const REST_MS = 10;
/** While something is seen that may not be handed on yet: 5, 10, 20 … ms. */
const UNSETTLED_MS = { first: 5, most: 1_000 };

export function createFollower({ db, signals, log }: FollowerOptions): Follower {
  const readers = new Set<Reader>();
  let head: Head | undefined;
  let polling: Promise<void> | undefined;
  let pollAgain = false;
  let unsettledMs = UNSETTLED_MS.first;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const stopListening = signals.on("events", () => {
    unsettledMs = UNSETTLED_MS.first;
    if (readers.size > 0) void poll();
  });

  function poll(): Promise<void> {
    pollAgain = true;
    return (polling ??= pollWhileAsked());
  }

  async function pollWhileAsked(): Promise<void> {
    clearTimeout(timer);
    let nextMs = IDLE_MS;
    for (let looks = 1; pollAgain && !closed; looks++) {
      pollAgain = false;
      nextMs = await readOnce();
      if (pollAgain && looks >= AT_A_STRETCH) await new Promise((resolve) => setTimeout(resolve, REST_MS));
    }
    polling = undefined;
    if (readers.size === 0) head = undefined;
    else if (!closed) timer = setTimeout(() => void poll(), nextMs).unref();
  }

  /** Hands on what has settled; says when to look again. */
  async function readOnce(): Promise<number> {
    try {
      const from = head?.position ?? (await readHorizon(db));
      const { rows, unsettled, xmin } = await readSettled(db, from, PAGE);
      head = { position: from, xmin };
      for (const row of rows) {
        head.position = { xid: row.xid, id: row.id };
        for (const reader of readers) reader.offer(row);
      }
      for (const reader of readers) reader.catchUp();
      if (rows.length === PAGE) pollAgain = true;
      if (!unsettled) {
        unsettledMs = UNSETTLED_MS.first;
        return IDLE_MS;
      }
      if (rows.length > 0) unsettledMs = UNSETTLED_MS.first;
      const wait = unsettledMs;
      unsettledMs = Math.min(unsettledMs * 2, UNSETTLED_MS.most);
      return wait;
    } catch (error) {
      if (!closed) log.warn({ error }, "cannot read the events; trying again");
      return IDLE_MS;
    }
  }

  return {
    follow(subscription, consumer) {
      const reader = new Reader(db, subscription, consumer, () => head);
      readers.add(reader);
      void poll();
      return {
        position: () => reader.position,
        stop() {
          reader.stopped = true;
          readers.delete(reader);
        },
      };
    },
    poll,
    close() {
      closed = true;
      clearTimeout(timer);
      stopListening();
      for (const reader of readers) reader.end();
      readers.clear();
    },
  };
}

/** How far the process has read; every transaction below `xmin` had ended then. */
interface Head {
  position: Position;
  xmin: string;
}

/**
 * One subscription. Either it is level with the head and takes rows as they are read, or it is
 * behind and reads the table by itself until it is level. Both switches happen between two awaits,
 * so no event falls between them and none comes twice.
 */
class Reader {
  position: Position | undefined;
  stopped = false;
  #behind: boolean;
  /** level, but another process handed on more than ours has read so far */
  #ahead = false;
  #catchingUp = false;
  #busy: Promise<void> | undefined;
  #db: Db;
  #filter: EventFilter;
  #consumer: EventConsumer;
  #head: () => Head | undefined;

  constructor(db: Db, { after, ...filter }: EventSubscription, consumer: EventConsumer, head: () => Head | undefined) {
    this.#db = db;
    this.#filter = filter;
    this.#consumer = consumer;
    this.#head = head;
    // Without `after` it begins at the head, which is not known before the first poll.
    this.position = after ?? head()?.position;
    this.#behind = after !== undefined;
  }

  offer(row: EventRow): void {
    if (this.stopped || this.#behind) return;
    if (this.#ahead && comparePositions(row, this.position!) <= 0) return;
    this.#ahead = false;
    this.position = { xid: row.xid, id: row.id };
    if (!matches(this.#filter, row)) return;
    const busy = this.#consumer.onEvent(row);
    if (!busy) return;
    this.#behind = true;
    this.#busy = busy;
    void busy.then(
      () => this.catchUp(),
      () => {},
    );
  }

  /** Does nothing when it is level, or at it already. */
  catchUp(): void {
    this.position ??= this.#head()?.position;
    if (!this.#behind || this.#catchingUp || this.stopped) return;
    this.#catchingUp = true;
    // After a failed read the next poll tries again, from where this one stopped.
    this.#readOn().catch(() => (this.#catchingUp = false));
  }

  async #readOn(): Promise<void> {
    await this.#busy;
    while (!this.stopped) {
      const head = this.#head();
      if (!head || this.#isLevel(head)) break;
      const until = head.position;
      const rows = await readBetween(this.#db, this.#filter, this.position!, until, PAGE);
      for (const row of rows) {
        if (this.stopped) return;
        this.position = { xid: row.xid, id: row.id };
        if (matches(this.#filter, row)) await this.#consumer.onEvent(row);
      }
      if (rows.length < PAGE) this.position = until;
    }
    this.#catchingUp = false;
  }

  #isLevel(head: Head): boolean {
    const distance = comparePositions(this.position!, head.position);
    if (distance < 0) return false;
    // No event at or above xmin was ever handed on: it is an id of another life of this database.
    const isKnown = BigInt(this.position!.xid) < BigInt(head.xmin);
    if (!isKnown) this.position = head.position;
    this.#ahead = isKnown && distance > 0;
    this.#behind = false;
    return true;
  }

  end(): void {
    this.stopped = true;
    this.#consumer.onEnd?.();
  }
}
