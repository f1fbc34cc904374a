import type pg from "pg";
import type { Database } from "./database.ts";

export type Topic = "tasks" | "events" | "control" | "writing" | "watching" | "models";

/**
 * "Look now" between processes: a signal says that something may have changed, never what. It may
 * be lost (a broken connection) or doubled, so whoever listens also looks by itself now and then.
 *
 * Sent outside of transactions and at most every 10 ms, because a commit that contains a NOTIFY
 * takes one lock for the whole PostgreSQL server. Not sent at all while this process is the only one
 * that listens: three statements less for every task of the usual installation.
 *
 * Two topics are no signals but short-lived text: "writing", what a model writes at this moment, and
 * "watching", that somebody looks. What of it is lost is shown by the record a moment later.
 */
export interface Signals {
  send(topic: Topic, payload?: string): void;
  /** Returns the function that stops listening. The payload is undefined when it is not known. */
  on(topic: Topic, fn: (payload: string | undefined) => void): () => void;
  /** Resolves once other processes are heard. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const CHANNEL = "taskwright";
const PAUSE_MS = 10;
/** PostgreSQL refuses payloads of 8000 bytes and more. */
const MAX_MESSAGE_BYTES = 7_900;
/** How long a process that is gone is still sent to. One that comes says so itself. */
const CENSUS_MS = 10_000;
const HELLO = "hello";
const RECONNECT_MS = [50, 100, 250, 500, 1_000, 2_000];

export function openSignals(database: Database): Signals {
  const sender = crypto.randomUUID().slice(0, 8);
  const listeners = new Map<Topic, Set<(payload: string | undefined) => void>>();
  const outbox = new Outbox(async (message) => {
    if (subscription.isAlone()) return;
    await database.pool.query("select pg_notify($1, $2)", [CHANNEL, `${sender}${message}`]);
  });
  const subscription = subscribe(database, sender, {
    onMessage(message) {
      if (message.startsWith(sender)) return;
      for (const [topic, payload] of parse(message.slice(sender.length))) tell(topic, payload);
    },
    // What was sent while we could not hear is unknown: everyone looks once.
    onReconnect: () => TOPICS.forEach((topic) => tell(topic, undefined)),
  });

  function tell(topic: Topic, payload: string | undefined): void {
    for (const fn of listeners.get(topic) ?? []) setImmediate(fn, payload);
  }

  return {
    send(topic, payload) {
      tell(topic, payload);
      outbox.put(topic, payload);
    },
    on(topic, fn) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(fn));
      return () => void set.delete(fn);
    },
    ready: () => subscription.ready,
    async close() {
      listeners.clear();
      await Promise.all([outbox.close(), subscription.close()]);
    },
  };
}

const TOPICS: Topic[] = ["tasks", "events", "control", "writing", "watching", "models"];

/** Collects signals: the first leaves at once, those within the next 10 ms leave together. */
class Outbox {
  #pending = new Map<Topic, Set<string> | undefined>();
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #closed = false;
  #deliver: (message: string) => Promise<void>;

  constructor(deliver: (message: string) => Promise<void>) {
    this.#deliver = deliver;
  }

  put(topic: Topic, payload: string | undefined): void {
    if (this.#closed) return;
    // No payload means "anything of this topic", so it swallows the particular ones.
    const known = this.#pending.has(topic) ? this.#pending.get(topic) : new Set<string>();
    this.#pending.set(topic, payload === undefined ? undefined : known?.add(payload));
    if (!this.#timer) this.#flush();
  }

  #flush(): void {
    const messages = this.#take();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#pending.size > 0) this.#flush();
    }, PAUSE_MS);
    // A lost signal costs a poll interval, nothing else.
    for (const message of messages)
      this.#sending = this.#sending.then(async () => await this.#deliver(message)).catch(() => {});
  }

  #take(): string[] {
    // Text travels by itself: too much of it must not make everyone look at everything.
    const text = this.#pending.get("writing") ?? [];
    this.#pending.delete("writing");
    const whole = [...this.#pending].map(([topic, payloads]) => [topic, payloads && [...payloads]]);
    const short = [...this.#pending.keys()].map((topic) => [topic, null]);
    this.#pending.clear();
    const message = JSON.stringify(whole);
    return [
      ...(whole.length === 0 ? [] : [fits(message) ? message : JSON.stringify(short)]),
      ...[...text].map((payload) => JSON.stringify([["writing", [payload]]])).filter(fits),
    ];
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#sending;
  }
}

function fits(message: string): boolean {
  return Buffer.byteLength(message) < MAX_MESSAGE_BYTES;
}

function parse(message: string): [Topic, string | undefined][] {
  const topics: [Topic, string[] | null | undefined][] = JSON.parse(message);
  return topics.flatMap(([topic, payloads]): [Topic, string | undefined][] =>
    payloads ? payloads.map((payload) => [topic, payload]) : [[topic, undefined]],
  );
}

const NAME = "taskwright signals";
const OTHERS = `select count(*)::int as others from pg_stat_activity
  where application_name = $1 and datname = current_database() and pid <> pg_backend_pid()`;

interface Hearing {
  onMessage(message: string): void;
  onReconnect(): void;
}

function subscribe(database: Database, sender: string, hearing: Hearing) {
  let client: pg.Client | undefined;
  /** nobody else listens, as far as is known */
  let alone = false;
  let closed = false;
  let failures = 0;
  let connectedBefore = false;
  let retry: NodeJS.Timeout | undefined;
  let census: NodeJS.Timeout | undefined;
  let hellos = 0;
  const ready = Promise.withResolvers<void>();

  async function count(listener: pg.Client): Promise<void> {
    const before = hellos;
    const { rows } = await listener.query<{ others: number }>(OTHERS, [NAME]);
    // Someone who said hello meanwhile may not be in what we counted.
    if (before === hellos) alone = rows[0]!.others === 0;
  }

  async function connect(): Promise<void> {
    const next = database.newClient(NAME);
    client = next;
    let lost = false;
    const onLost = () => {
      if (lost || closed) return;
      lost = true;
      alone = false;
      clearInterval(census);
      void next.end().catch(() => {});
      retry = setTimeout(() => void connect(), RECONNECT_MS[Math.min(failures++, RECONNECT_MS.length - 1)]);
    };
    next.on("error", onLost);
    next.on("end", onLost);
    next.on("notification", ({ payload = "" }) => {
      if (!payload.endsWith(HELLO)) hearing.onMessage(payload);
      else if (!payload.startsWith(sender)) {
        hellos++;
        alone = false;
      }
    });
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
      await next.query("select pg_notify($1, $2)", [CHANNEL, sender + HELLO]);
      await count(next);
    } catch {
      return onLost();
    }
    if (closed) return;
    census = setInterval(() => void count(next).catch(onLost), CENSUS_MS);
    failures = 0;
    ready.resolve();
    if (connectedBefore) hearing.onReconnect();
    connectedBefore = true;
  }

  void connect();
  return {
    ready: ready.promise,
    isAlone: () => alone,
    async close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(census);
      await client?.end().catch(() => {});
    },
  };
}
